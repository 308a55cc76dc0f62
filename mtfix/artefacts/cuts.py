"""Sentences cut in the wrong place: the translator took a full stop for the end, or put one where none belongs."""

from collections.abc import Iterator

import regex

from mtfix.artefacts.abbreviations import FULL
from mtfix.artefacts.common import LOWER_NAMES, opens, plain
from mtfix.artefacts.found import Artefact
from mtfix.spans import Document, Span

_CUT_NAMES = rf"\b(?:{'|'.join(FULL)}|US|UK|UN|USA)(?P<stop>\.) \p{{Ll}}"
_NAMES = "|".join((*FULL, "US", "UK", "UN"))
_RESTART = regex.compile(
    rf"\b(?P<the>[Tt]he )?(?P<name>{_NAMES})(?P<again>\. (?P<pronoun>He|She|It|They|I|You))"
    r"(?P<also> also)? (?P<verb>(?:(?!of\b)\p{Ll}+))\b"
)
_CLAUSE = regex.compile(
    r"\b(?:that|whether|because|although|while|if|when|where|which|den(?:y|ies|ied)|sa(?:ys?|id)|claim(?:s|ed)|insist(?:s|ed)"
    r"|warn(?:s|ed)|believ(?:es?|ed)|th(?:inks?|ought)|hop(?:es?|ed)|fear(?:s|ed)|add(?:s|ed)|argu(?:es?|ed))\s\Z"
)
_SINGULAR = {"are": "is", "am": "is", "were": "was", "have": "has", "do": "does"}
_POSTPOSED = regex.compile(
    r"\b(?P<noun>Leader|Minister|Court|Council|Commander|Assembly|Secretary|Ministry|Command|Chief|Director|Prosecutor)"
    r"\. (?P<adjective>Supreme|Prime|Foreign|General|National|Federal|Executive|Interior|Deputy)(?=,|;)"
)
_IN = regex.compile(
    r"(?<=\p{L}{2})\.(?= (?:preparation (?:to|for)|response to|accordance with|addition to|retaliation for|exchange for"
    r"|reaction to|connection with|order to|relation to|contrast (?:to|with)|violation of|solidarity with)\b)"
)
_LOWER = regex.compile(
    rf"(?<=\b(?P<word>\p{{L}}\p{{Ll}}{{2,}}))(?P<stop>\.) (?P<next>{LOWER_NAMES}\p{{Ll}}{{2,}})\b(?!\.)"
)
_GOES_ON = frozenset("of and to with by from than is are was were has have had which whose".split())
_COMPANIES = frozenset(
    "Inc Corp Ltd Co Cos Bros Assn Univ Dept Plc Intl Jr Sr Gen Rep Sen Gov Prof approx resp".split()
)
_AGAIN = regex.compile(r"\b(?P<word>\p{Ll}{3,})(?P<again>\. (?P=word))\b(?=[ ,])")
_PERIOD = regex.compile(
    r"(?<=[.!?…] )(?:The (?:period|point|full stop)|Final point|Point final|Full point)(?=[.,!]?[\"”])"
)


def restarted(doc: Document) -> Iterator[Artefact]:
    """ "The United States. He also urged": a subject cut off by its dots, and a new one made up for the verb."""
    text = doc.text
    if ". " not in text:
        return
    for m in _RESTART.finditer(text):
        whole = opens(text, m.start())
        if not whole and not _CLAUSE.search(text, max(0, m.start() - 12), m.start()):
            continue
        again = Span(*m.span("again"))
        if m["verb"] in _SINGULAR:  # "I have" for "has": the whole stretch is one repair
            end = m.end("verb")
            tail = f"{m['also'] or ''} {_SINGULAR[m['verb']]}"
        else:
            end, tail = again.end, ""
        if whole or m["name"] not in FULL:
            dots = {"US": "U.S.", "UK": "U.K.", "UN": "U.N."}.get(m["name"])
            start = m.start("name") if dots else again.start
            yield Artefact(Span(start, end), (dots or "") + tail, "MT302", 0.95 if whole else 0.9)
        else:
            yield Artefact(Span(m.start("name"), end), FULL[m["name"]] + tail, "MT302", 0.9)


def postposed(doc: Document) -> Iterator[Artefact]:
    """ "the Leader. Supreme, Ayatollah" for "the Supreme Leader, Ayatollah"."""
    for m in _POSTPOSED.finditer(doc.text) if ". " in doc.text else ():
        yield Artefact(Span(*m.span()), f"{m['adjective']} {m['noun']}", "MT302", 0.9)


def stopped(doc: Document) -> Iterator[Artefact]:
    """A full stop before a lower-case word: "in Iraq. preparation to leave", "in the 18th century. century and"."""
    text = doc.text
    if not regex.search(r"\. \p{Ll}", text):
        return
    taken = {m.start("stop") for m in regex.finditer(_CUT_NAMES, text)}
    for m in _AGAIN.finditer(text):
        taken.add(m.start("again"))
        yield Artefact(Span(*m.span("again")), "", "MT302", 0.95)
    for m in _IN.finditer(text):
        taken.add(m.start())
        yield Artefact(Span(*m.span()), " in", "MT302", 0.85)
    for m in _LOWER.finditer(text):
        at = m.start("stop")
        word = m["word"]
        if (
            at in taken
            or word in _COMPANIES
            or m["next"] == "quot"
            or not (len(word) > 4 or word in plain() if word.islower() else regex.search(rf"\b{word}\b(?!\.)", text))
        ):
            continue
        if _elsewhere_dotted(text, word, at):
            continue
        sure = m["next"] in _GOES_ON and word in plain()
        yield Artefact(Span(at, at + 1), "" if m["next"] in _GOES_ON else None, "MT302", 0.8 if sure else 0.5)


def _elsewhere_dotted(text: str, word: str, at: int) -> bool:
    """Whether the document writes the word with a dot before a lower-case word more than once: an abbreviation."""
    return any(m.start() != at - len(word) for m in regex.finditer(rf"\b{word}\. \p{{Ll}}", text))


def period(doc: Document) -> Iterator[Artefact]:
    """ "The period" that closes a quote: Spanish "punto" or French "point" for the emphatic "Period"."""
    for m in _PERIOD.finditer(doc.text):
        yield Artefact(Span(*m.span()), "Period", "MT302", 0.95)
