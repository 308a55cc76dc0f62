"""Names and titles in the word order of another language: "Organization World of the Health", "a law (trade) new".

A run of capitalised words is put right where its words, in another order, are a listed name.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

import regex

from mtfix.artefacts.found import Artefact
from mtfix.artefacts.lexicon import COUNTRIES
from mtfix.spans import Document, Span

RULE = "MT332"
_SURE, _LIKE = 0.95, 0.5
# English names whose words no English writer puts in another order (forms with "of" that are English are listed too).
_NAMES = """
    World Health Organization; World Trade Organization; World Bank; World Food Programme; World Cup
    United Nations; United States; United Kingdom; European Union; African Union; European Commission
    European Parliament; European Council; European Central Bank; Central Bank; Federal Reserve; Arab League
    International Monetary Fund; International Atomic Energy Agency; International Criminal Court
    International Court of Justice; International Committee of the Red Cross; International Olympic Committee
    International Energy Agency; International Space Station; Inter-American Development Bank
    Security Council; United Nations Security Council; General Assembly; Human Rights Council; Human Rights Watch
    Amnesty International; Doctors Without Borders; Red Cross; Red Crescent
    North Atlantic Treaty Organization; European Court of Human Rights; Organization of American States
    Shanghai Cooperation Organization; Gulf Cooperation Council
    Combined Joint Task Force; Joint Chiefs of Staff; Joint Task Force; Central Command; Special Forces
    Armed Forces; Popular Mobilization Forces; Revolutionary Guard; Revolutionary Guards; Quds Force
    Islamic Revolutionary Guard Corps; Islamic State; Islamic Republic; Islamic Jihad; Muslim Brotherhood
    Syrian Democratic Forces; Free Syrian Army; Green Zone; Supreme Leader; Supreme Court
    White House; Prime Minister; Vice President; Foreign Minister; Deputy Prime Minister; Attorney General
    National Security Council; National Guard; National Assembly; National Front; National Rally; Homeland Security
    Middle East; Far East; West Bank; Gaza Strip; Persian Gulf; Suez Canal; South China Sea; Black Sea; Red Sea
    North Korea; South Korea; South Africa; New Zealand; Saudi Arabia; Latin America; Northern Ireland
    Cold War; First World War; Second World War; Good Friday Agreement; Green Deal
    Supreme National Security Council; Universal Declaration of Human Rights
    Nobel Peace Prize; New York Stock Exchange; Wall Street Journal; New York Times; Washington Post
    Associated Press; Agence France Presse; Democratic Party; Republican Party; Labour Party; Conservative Party
    Communist Party; Green Party; Socialist Party; Popular Party; Social Democratic Party; Christian Democratic Union
    Champions League; Europa League; Premier League; Olympic Games; Paralympic Games; Formula One
    Inherent Resolve; Operation Inherent Resolve; Operation Enduring Freedom; Operation Iraqi Freedom
    Operation Desert Storm; Operation Desert Shield; Operation Desert Fox; Operation Allied Force
    Operation Unified Protector; Operation Olive Branch; Operation Peace Spring; Operation Euphrates Shield
    Operation Atlantic Resolve; Operation Protective Edge; Operation Cast Lead; Operation Restore Hope
    Operation Prosperity Guardian; Operation Just Cause; Operation Odyssey Dawn; Operation Warp Speed
"""
# Words that translators put for a word of such a name.
_SAME = {
    "organisation": "organization", "worldwide": "world", "mondial": "world", "programme": "program",
    "penal": "criminal",    "guards": "guard", "force": "forces", "defence": "defense", "labour": "labor",
}  # fmt: skip
# Orders that are names too: a French party, what a cup is called.
_RIGHT = frozenset(["front national", "assembly national", "justice supreme court"])
_SMALL = frozenset("of the for and on in to against".split())
_RUN = re.compile(
    r"(?<![\w-])[A-Z][\w-]+(?: (?:(?:of|for|and|on|in|against)(?: the)? |the )?[A-Z][\w-]+){1,7}(?![\w-]| [A-Z])"
)
_OF_PLACE = re.compile(rf"(?: of|,)(?: the)? (?:{'|'.join(sorted(COUNTRIES))})$")
_OFFICE = regex.compile(
    r"\b(Secretary of (?:State|Defen[sc]e)|Secretary General|President|Vice President|Department of State) "
    r"(United (?:States|Nations|Kingdom)|European Union)(?= \p{Lu}\p{Ll}+ \p{Lu}|,| (?:said|has|had|was|is|told)\b)"
)
_BRACKET = regex.compile(
    r"\b(agreement|treaty|accord|law|bill|pact|plan|process|council|committee) \((\p{Ll}+)\) (\p{Ll}+)\b"
)
_KINDS = frozenset("peace trade nuclear ceasefire arms security budget climate labor labour tax health energy".split())
_KINDS_AFTER = frozenset(
    "provisional final national international interim bilateral multilateral temporary definitive general new".split()
)


def reversed_names(doc: Document) -> Iterator[Artefact]:
    """Listed names whose words stand in another order.

    >>> text = "Joint Combined Task Force – Resolve Inherent Operation, says the Organization World of the Health."
    >>> [f.after for f in reversed_names(Document(text))]
    ['Combined Joint', 'Operation Inherent Resolve', 'World Health Organization']
    """
    known, vocabulary = _known()
    for m in _RUN.finditer(doc.text):
        start = m.start() + 4 * m.group().startswith("The ")
        written = _OF_PLACE.sub("", doc.text[start : m.end()])
        if vocabulary.issuperset(words := _order(written)):
            name = known.get(tuple(sorted(words)))
            if name and words != _order(name) and written.lower() not in _RIGHT and not _natural(written, name):
                yield _narrowed(start, written, name)


def _narrowed(start: int, written: str, name: str) -> Artefact:
    """The repair without the words that both sides share at their ends."""
    before, after = written.split(" "), name.split(" ")
    while before[0] == after[0]:
        start += len(before[0]) + 1
        before, after = before[1:], after[1:]
    while before[-1] == after[-1]:
        before, after = before[:-1], after[:-1]
    return Artefact(Span(start, start + len(" ".join(before))), " ".join(after), RULE, _SURE)


def _natural(written: str, name: str) -> bool:
    """Whether English says so too: "Council for Human Rights" of the Human Rights Council, "A and B" of anything."""
    words = written.lower().split()
    cut = next((k for k, word in enumerate(words) if word in _SMALL), len(words))
    return "and" in words or _order(" ".join([*words[cut:], *words[:cut]])) == _order(name)


def _order(name: str) -> list[str]:
    return [_plain(w) for w in name.lower().split() if w not in _SMALL]


def _plain(word: str) -> str:
    return _SAME.get(word, word)


@lru_cache(maxsize=1)
def _known() -> tuple[dict[tuple[str, ...], str], frozenset[str]]:
    """Listed names by their sorted words, and all of these words."""
    names = [name for line in _NAMES.strip().splitlines() for name in line.strip().split("; ")]
    return {tuple(sorted(_order(name))): name for name in names}, frozenset(w for name in names for w in _order(name))


def office_of(doc: Document) -> Iterator[Artefact]:
    """An office with its country behind it and nothing between: "Secretary of State United States"; reported.

    >>> [f.after for f in office_of(Document("said Secretary of State United States Mike Pompeo"))]
    ['Secretary of State of the United States']
    """
    for m in _OFFICE.finditer(doc.text):
        yield Artefact(Span(*m.span()), f"{m[1]} of the {m[2]}", RULE, _LIKE)


def bracketed(doc: Document) -> Iterator[Artefact]:
    """A noun whose modifiers a translator left behind it, one in brackets.

    >>> [f.after for f in bracketed(Document("They signed an agreement (peace) provisional."))]
    ['provisional peace agreement']
    """
    for m in _BRACKET.finditer(doc.text) if "(" in doc.text else ():
        sure = m[2] in _KINDS and m[3] in _KINDS_AFTER
        if sure:
            yield Artefact(Span(*m.span()), f"{m[3]} {m[2]} {m[1]}", RULE, _SURE)
