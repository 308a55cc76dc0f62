"""Abbreviations that the translator took for the end of a sentence, or wrote out, or left in the other language.

"U.S. troops" is cut after its dots and the pieces are translated one by one: "the United States. troops". So a full
stop between such a name and a lower-case word proves that dots stood there.
"""

from collections import Counter
from collections.abc import Iterator

import regex

from mtfix.artefacts.common import LOWER_NAMES, opens
from mtfix.artefacts.found import SLIP, Artefact
from mtfix.spans import Document, Span

FULL = {"United States": "U.S.", "United Kingdom": "U.K.", "United Nations": "U.N.", "European Union": "E.U."}
_SHORT = {long.replace(".", ""): long for long in FULL.values()} | {"USA": "U.S."}
# Plural nouns that follow "U.S." as an adjective: before them the article was the translator's.
_PLURALS = frozenset(
    """
    agencies aircraft allies airlines airstrikes ambassadors authorities banks bases bombers bonds cities
    citizens companies congressmen consumers corporations courts dollars diplomats embassies employers exports
    experts farmers firms forces funds hospitals imports interests investors jets lawmakers lawyers markets
    missiles nationals negotiators officers officials personnel planes policymakers politicians ports producers
    prosecutors regulators representatives residents retailers sailors sanctions scientists senators servicemen
    ships soldiers states stocks students tariffs taxpayers troops universities veterans voters warplanes
    warships workers
    """.split()
)
_TITLES = (
    r"President|Vice President|Secretary|Senator|Sen\.|Representative|Rep\.|Ambassador|Attorney General|General|Gen\.|"
    r"Army|Navy|Air Force|Marine|Marines|Senate|Congress|House of|Supreme Court|Treasury|Embassy|State Department"
)
_BLOWN = regex.compile(
    rf"\b(?P<the>[Tt]he )?(?P<name>{'|'.join(FULL)})(?P<stop>\.) {LOWER_NAMES}(?P<next>[a-z]{{2,}})\b"
)
_CUT = regex.compile(rf"\b(?P<name>{'|'.join(_SHORT)})\.(?= {LOWER_NAMES}[a-z]{{2,}}\b)")
_CUT_OPENS = regex.compile(r"(?<=^|\n|[.!?][\"”]? )(?P<name>US|UK|UN)\.(?= \p{L})")
_NO_LAST_DOT = regex.compile(r"\bU\.([SKN])(?= [a-z]{2,})(?!\.)")
_SPACED = regex.compile(r"\bU\. ([SKN])\.")
_PROSE_TITLE = regex.compile(
    rf"\b(?:(?P<blown>(?P<the>[Tt]he )?(?P<name>{'|'.join(FULL)})\.)|(?P<cut>US|UK|UN)\.) (?={_TITLES}\b)"
)
_FOREIGN = {"EE.UU.": "U.S.", "EE. UU.": "U.S.", "EE.UU": "U.S.", "EE. UU": "U.S.", "EEUU": "U.S.", "EE UU": "U.S.",
            "OTAN": "NATO"}  # fmt: skip
_LEFT = regex.compile(rf"(?<![\w(\"“«]){'|'.join(regex.escape(k) for k in _FOREIGN)}(?![\w)\"”»])")
_MONSIEUR = regex.compile(
    r"\b(?P<title>M\.|Mme\.?|Mlle\.?) "
    r"(?P<name>(?:(?:d[eu]|la|le|La|Le) )?\p{Lu}\p{Ll}{2,})\b(?! \p{Lu}\p{Ll})"
)
# "Judge William M. Jackson": the initial of a middle name
_FIRST_NAME = regex.compile(
    r"\p{Lu}[\p{L}.]*\s\Z(?<!(?:^|[.!?]\s)(?:The|In|But|And|Then|Later|For|When|On|At|Yet|So|With|As|If)\s)"
)
_US = regex.compile(r"\bU\.S\.|\bUS\b(?![.$])(?=\s\p{L}|,)")


def blown_up(doc: Document) -> Iterator[Artefact]:
    """ "the United States. troops" for "U.S. troops", "US. embassies" for "U.S. embassies"."""
    text = doc.text
    if ". " not in text:
        return
    for m in _BLOWN.finditer(text):
        short = FULL[m["name"]]
        first = opens(text, m.start())
        if m["next"] in _PLURALS:
            yield Artefact(Span(m.start(), m.start("stop")), short[:-1], "MT301", 0.97)
        elif first and m["the"]:
            yield Artefact(Span(*m.span("stop")), "", "MT301", 0.93)
        else:
            yield Artefact(Span(*m.span("name")), short[:-1], "MT301", 0.95)
    seen = set()
    for pattern in (_CUT, _CUT_OPENS):
        for m in pattern.finditer(text):
            if m.start() not in seen:
                seen.add(m.start())
                yield Artefact(Span(*m.span("name")), _SHORT[m["name"]][:-1], "MT301", 0.95)


def cut_before_titles(doc: Document) -> Iterator[Artefact]:
    """ "the United States. President Donald Trump": two sentences or one cut in two; repaired where the document shows
    elsewhere that its abbreviations were cut."""
    text = doc.text
    if not _PROSE_TITLE.search(text):
        return
    proven = _BLOWN.search(text) or _CUT.search(text)
    for m in _PROSE_TITLE.finditer(text):
        if m["cut"] and opens(text, m.start()):
            continue  # blown_up has it
        short = FULL[m["name"]] if m["blown"] else _SHORT[m["cut"]]
        clause = _names_and_verb(text[m.end() : m.end() + 60])
        if proven and clause:
            yield Artefact(Span(m.start(), m.end() - 2), short[:-1], "MT301", SLIP)


def _names_and_verb(after: str) -> bool:
    return regex.match(r"(?:[A-Z][\w.]* ){2,5}[a-z]", after) is not None


def undotted(doc: Document) -> Iterator[Artefact]:
    """ "U.S troops", and "U. S." where the document writes "U.S." elsewhere."""
    text = doc.text
    if "U." not in text:
        return
    for m in _NO_LAST_DOT.finditer(text):
        yield Artefact(Span(*m.span()), f"U.{m[1]}.", "MT301", SLIP)
    for m in _SPACED.finditer(text):
        if text.count(f"U.{m[1]}.") > len(_SPACED.findall(text)):
            yield Artefact(Span(*m.span()), f"U.{m[1]}.", "MT301", SLIP)


def in_the_other_language(doc: Document) -> Iterator[Artefact]:
    """ "EE. UU. troops", "OTAN forces", "M. Macron" where the name is known by another first name."""
    text = doc.text
    if "EE" in text or "OTAN" in text:
        for m in _LEFT.finditer(text):
            yield Artefact(Span(*m.span()), _FOREIGN[m[0]], "MT301", 0.9)
    if "M. " not in text and "Mme" not in text and "Mlle" not in text:
        return
    found = [m for m in _MONSIEUR.finditer(text) if not _FIRST_NAME.search(text, max(0, m.start() - 40), m.start())]
    dotless = len(regex.findall(r"\bMr (?=\p{Lu})", text)) > text.count("Mr. ")
    for m in found:
        first = regex.findall(rf"\b(\p{{Lu}}\p{{Ll}}+) {regex.escape(m['name'])}\b", text)
        other = any(not name.startswith("M") and name not in ("The", "In", "But", "And") for name in first)
        title = {"M.": "Mr.", "Mme": "Mrs.", "Mll": "Ms."}[m["title"][:3]]
        title = title.rstrip(".") if dotless else title
        several = len({n["name"] for n in found}) > 1
        several = several or (bool(regex.search(r"\bM(?:me|lle)\b", text)) and len(found) > 1)
        sure = (other or several) if m["title"] == "M." else (other or several or "M. " in text)
        if sure or m["title"] != "M.":
            yield Artefact(Span(*m.span("title")), title, "MT301", 0.9 if sure else 0.5)


def mixed(doc: Document) -> Iterator[Artefact]:
    """The first "US" of a document that writes "U.S." too; which was its own, nobody can tell."""
    found = list(_US.finditer(doc.text)) if "U.S." in doc.text else []
    count = Counter(m[0] for m in found)
    if len(count) == 2 and min(count.values()) >= 2:
        first = next(m for m in found if m[0] == "US")
        yield Artefact(Span(*first.span()), None, "MT308", 0.5)
