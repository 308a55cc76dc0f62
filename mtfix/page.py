"""A summary as one HTML page that works from disk: to read, to filter, to mark what was right and what was wrong.

Nothing in a corpus can run in it. Text gets into the page as JSON in ASCII, without "<" and "&", in a script element
that is data; the page's own script makes text nodes of it. The policy in the head forbids every script and style but
the two whose digests it names, all network, and markup made of strings.
"""

import json
import re
from base64 import b64encode
from collections.abc import Iterable, Sequence
from hashlib import sha256
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

from mtfix._version import __version__
from mtfix.errors import InputError
from mtfix.excerpt import Hunk
from mtfix.files import replacing
from mtfix.rules import RULES
from mtfix.summary import SCORES, SPUN, Summary, fold

_PARTS = "report.html report.css elements.js figures.js review.js".split()  # each script uses those before it
PAIRS = 500  # most frequent repairs that the page lists
_SLOT = re.compile(r"\{\{(\w+)\}\}")


def render(summary: Summary) -> str:
    """The page, ASCII but for its own marks; the same summary gives the same page.

    >>> "<h1" in render(Summary())
    True
    """
    folder = files("mtfix") / "_page"
    shape, style, *scripts = ((folder / name).read_text(encoding="utf-8") for name in _PARTS)
    script = "\n".join(['"use strict";', "(() => {", *scripts, "})();", ""])
    policy = [
        "default-src 'none'",
        f"script-src '{_digest(script)}'",
        f"style-src '{_digest(style)}'",
        "base-uri 'none'",
        "form-action 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    ]
    slots = {"policy": "; ".join(policy), "style": style, "script": script, "data": _data(summary)}
    return _SLOT.sub(lambda slot: slots[slot[1]], shape)


def write(summary: Summary, path: Path) -> None:
    """The page as a file, complete or not at all."""
    with replacing(path) as file:
        file.write(render(summary).encode("utf-8"))


def check(path: Path) -> Path:
    """The path, if a page can be written there; else InputError, before hours of work."""
    if path.is_dir() or not path.parent.is_dir():
        raise InputError(f"{path}: no report can be written there; give a file in a folder that exists")
    return path


def _digest(text: str) -> str:
    return "sha256-" + b64encode(sha256(text.encode("utf-8")).digest()).decode()


def _data(summary: Summary) -> str:
    """What the page shows, as JSON that no HTML parser can take for markup."""
    pairs = summary.frequent(PAIRS)
    numbers = {(pair.before, pair.after): number for number, pair in enumerate(pairs)}
    shown = {
        "version": __version__,
        "signatures": sorted(summary.signatures),
        "totals": [getattr(summary, name) for name in ("documents", "changed", "words", "edits", "left")],
        "rules": [
            [rule, RULES[rule].title if rule in RULES else "", summary.rules[rule], summary.left_rules[rule]]
            for rule in sorted(summary.rules | summary.left_rules)
        ],
        "families": [[name or "—", n] for name, n in sorted(summary.families.items(), key=lambda f: (-f[1], f[0]))],
        "scores": [_ranges(SCORES), [[number, sure / 1e6] for number, sure in summary.bins]],
        "edges": SCORES,
        "spun": [_ranges(SPUN), summary.spun],
        "pairs": [
            [p.before, p.after, p.rule, p.family or "—", p.count, round(p.sure / p.count / 1e6, 4), p.examples]
            for p in pairs
        ],
        "more": len(summary.pairs) - len(pairs),
        "depth": summary.depth,
        "documents": [
            [each.number, each.document, each.words, each.edits, each.left, each.spun, _hunks(each.hunks, numbers)]
            for each in summary.worst
        ],
    }
    written = json.dumps(shown, separators=(",", ":"))
    return written.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def _hunks(hunks: Iterable[Hunk], numbers: dict[tuple[str, str], int]) -> list[Any]:
    """Hunks whose changes also say which of the listed pairs they are, -1 for none."""
    return [
        [
            hunk.line,
            hunk.texts,
            [[*c._replace(family=c.family or "—"), numbers.get(fold(c.before, c.after), -1)] for c in hunk.changes],
        ]
        for hunk in hunks
    ]


def _ranges(edges: Sequence[float]) -> list[str]:
    """Names of the bins between edges.

    >>> _ranges((0.5, 0.95))
    ['< .5', '.5–.95', '≥ .95']
    """
    written = [f"{edge:g}".removeprefix("0") for edge in edges]
    inner = [f"{low}–{high}" for low, high in pairwise(written)]
    return [f"< {written[0]}", *inner, f"≥ {written[-1]}"]
