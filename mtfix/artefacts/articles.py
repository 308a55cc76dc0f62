"""Articles that another language wants or lacks, where a written list is sure: "the Iraq", "in United States".

Everything else about articles is a matter of what was mentioned before, and left alone.
"""

from collections.abc import Iterator

import regex

from mtfix.artefacts.common import line_at
from mtfix.artefacts.found import LIKELY, SLIP, WEAK, Artefact
from mtfix.artefacts.lexicon import COUNTRIES, MONTHS, WITH_ARTICLE
from mtfix.spans import Document, Span

RULE = "MT335"
_SURE, _LIKE = 0.93, 0.5
_COUNTRY = "|".join(sorted(COUNTRIES - {"Jordan", "Georgia", "Niger", "Mali", "Guinea", "Sudan", "Ukraine", "Lebanon"}))
_TWO_WORDS = (
    "North Korea|South Korea|Saudi Arabia|South Africa|New Zealand|Sri Lanka|Costa Rica|El Salvador|Great Britain|"
    "Burkina Faso|Sierra Leone|Northern Ireland|Latin America"
)
_ALLIANCE = "NATO|UNICEF|UNESCO|NASA|FIFA|UEFA|Hezbollah|Hamas|OPEC|Interpol|Europol"
# What follows a name that is no attribute: "the Iraq war" is right, "the Iraq said" is not.
_ENDS = (
    r"(?=[.;:!?)]|,(?! \p{Lu})|['’]s\b|$| (?:is|was|has|had|will|would|can|could|said|says|in|on|to|for|with|by|"
    r"from|at|after|"
    r"before|since|who|which|against|during|but|as|also|wants|announced|does|did|must|should|began|ended|became|"
    r"rejected|accused|warned|fired|launched|agreed|decided|called|refused|signed|voted|sent|denied|deployed)\b"
    r"| (?:and|or) the\b)"
)
_THE_COUNTRY = regex.compile(rf"\b([Tt]he) (?:{_COUNTRY}|{_TWO_WORDS}|{_ALLIANCE})(?:{_ENDS})", regex.MULTILINE)
# Names that rivers, people or adjectives share, or with something behind them that may be what the article belongs to.
_ANY_COUNTRY = "|".join(sorted((COUNTRIES | {"Europe", "Africa", "Asia", "DRC"}) - {"Jordan", "DRC"}))
_THE_ANY = regex.compile(
    rf"\b([Tt]he) (?P<name>{_ANY_COUNTRY}|{_TWO_WORDS})(?=[.;:!?,)”\"]|['’]s\b|$| (?:\p{{Ll}}+ed|is|was|has|had|"
    rf"to|of|in|on|at|by|for|and|or|as|if|not|will|did|does|said|says|than|but|since|with|from|which|after|"
    rf"before|because|against|"
    r"during|while|under|within|wants|must|should|would|could)\b)",
    regex.MULTILINE,
)
_WITHOUT = regex.compile(
    rf"\b((?:in|from|to|with|by|of|against|for|into|toward|towards|when|while) (?=(?:{'|'.join(WITH_ARTICLE)})"
    r"(?:[.,;!?)]|$| (?:is|was|has|had|will|would|said|in|on|to|for|with|from|at|after|before|since|who|which|"
    r"against|during|but)\b)))",
    regex.MULTILINE,
)
_DOUBLED = regex.compile(
    r"\b(the (?=(?:his|its|their|our|my|these|those|this|a|an)(?: \p{Ll}{3,})+)|(?:a|an) (?=(?:the|his|her|its|"
    r"their|our|this|these) \p{Ll}{3,}))"
)
_NOUNS_ALONE = regex.compile(
    r"(?<=[.!?\n] |^)The (?=(life|nature|society|corruption|poverty|education|inflation|unemployment|violence|"
    r"democracy|terrorism) (?:is|has|was|reached|remains|remained|rose|fell|touches|affects|continues)\b)",
    regex.MULTILINE,
)
_OFFICE = (
    "President|Vice President|Prime Minister|Chancellor|General|Colonel|Captain|Senator|Cardinal|Pope|King|Queen|"
    "Prince|Princess|Archbishop|Professor|Doctor|Admiral|Marshal|Ayatollah"
)
# "The President Macron said"; not "the Pope John Paul II Center", nor the lower case of "the king Louis had married"
_TITLED = regex.compile(
    rf"\b[Tt]he (?=(?:{_OFFICE}) (?:\p{{Lu}}[\p{{Ll}}’'-]+ ){{1,3}}"
    r"(?:has|had|said|says|announced|declared|told|added|also|will|would|must|wants|warned|affirmed|stated|"
    r"denounced|called|accused|estimated|promised)\b)"
)
# "called strike illegal action"
_CALLED = regex.compile(
    r"\b(?P<verb>call(?:s|ed)?|consider(?:s|ed)?|declared?|brand(?:s|ed)|term(?:s|ed)|describ(?:es|ed)|"
    r"label(?:s|ed)) "
    r"(?P<what>strike|attack|decision|law|vote|agreement|demonstration|protest|accusation|measure|sentence|"
    r"verdict|visit|plan|election|"
    r"resolution|proposal|project|bombing|arrest|situation|"
    r"incident) (?P<as>as )?(?P<how>\p{Ll}{4,}) (?P<noun>action|act|measure|move|"
    r"crime|provocation|attack|mistake|error|success|step|victory|decision|interference|aggression)\b"
)
_IN_CAPITAL = regex.compile(r"\bin (capital)(?=[.,;]| (?:and|on|after|when|where|with|is|was)\b)")
_INSTITUTIONS = frozenset(
    "Library Center Centre Foundation Museum Hospital University School Institute Airport Prize Award Memorial "
    "Assembly Council Court Staff Office Secretary Electric Motors Mills Hotel Bridge Park Stadium "
    "Administration".split()
)
_MONEY = regex.compile(
    r"[$€£%]|\b(?:million|billion|bank|banks|invest\w*|gains?|tax\w*|equity|risk|fund\w*|raise[ds]?|market\w*|"
    r"loss\w*|working|human|labou?r)\b",
    regex.I,
)
_IDEAS = (
    "inflation|unemployment|terrorism|poverty|corruption|violence|education|democracy|peace|dialogue|insecurity|drug "
    "trafficking|tourism|justice|globalization|immigration|capitalism|communism|racism|hunger|freedom|Brexit|Christmas"
)
_OF_IDEAS = regex.compile(
    rf"\b(?P<small>of|against|for|to|by|with|between|and) the (?P<idea>{_IDEAS})(?=[.,;:”)]|$| (?:and|is|has|"
    rf"was|in|are|will|since|"
    r"with|as)\b)"
)
_GENERALS = regex.compile(
    r"\b(?P<the>[Tt]he )(?P<office>president|general|minister|prime minister|senator|colonel|captain|chancellor|"
    r"cardinal|"
    r"judge|professor|pope|king) (?=(?P<name>\p{Lu}[\p{Ll}’'-]+(?: \p{Lu}[\p{Ll}’'-]+){0,2}),? (?:\p{Ll}{2,}|$)|"
    r"\p{Lu}\p{Ll}+[,.])"
)
_A_VOWEL = regex.compile(
    r"\b(?P<a>[Aa]) (?=[aio]\p{Ll}{3,}|e(?!u|w)\p{Ll}{3,}|u(?:n(?!i|a?n)|[pmrlg])\p{Ll}{2,})(?!on[ce]|os |en |una )"
)
_AN_CONSONANT = regex.compile(r"\b(?P<an>[Aa]n) (?=[bcdfgjklmnpqrstvwz][aeiouyrl]\p{Ll}{2,})")
_MONTH = "|".join(MONTHS)
_DATE = regex.compile(
    rf"\b(?:([Tt]he )?(?:past |last |day )?)(?<![-\d])(\d{{1,2}}) of ({_MONTH})(?: of (?:the year )?(?=\d{{4}}\b))?"
    r"(?! \d{1,2}\b)"  # "Memorandum 2 of February 4": no day
)
_MONTH_FIRST = regex.compile(rf"\b(?:{_MONTH}) \d{{1,2}}(?!\d)")
_DAY_FIRST = regex.compile(rf"\b\d{{1,2}} (?:{_MONTH})\b")


def article_before_name(doc: Document) -> Iterator[Artefact]:
    """An article before a country or an alliance that takes none.

    >>> text = "The war in the Iraq is over, the NATO said. The Iraq war was long."
    >>> [(text[f.span.start : f.span.end], f.after) for f in article_before_name(Document(text))]
    [('the Iraq', 'Iraq'), ('the NATO', 'NATO')]
    """
    for m in _THE_COUNTRY.finditer(doc.text):
        yield Artefact(Span(*m.span()), m.group()[4:], RULE, _SURE)
    sure = {m.start() for m in _THE_COUNTRY.finditer(doc.text)}
    for m in _THE_ANY.finditer(doc.text):
        if m.start() not in sure:
            yield Artefact(Span(*m.span()), m["name"], RULE, WEAK)


def name_without_article(doc: Document) -> Iterator[Artefact]:
    """A state or a body without the article that its name takes.

    >>> [f.after for f in name_without_article(Document("They live in United States. He knows United States history."))]
    ['in the']
    """
    for m in _WITHOUT.finditer(doc.text):
        if line_at(doc.text, m.start()).rstrip(" \"'”’)")[-1] not in ".!?…:;":
            continue  # headlines leave articles out
        yield Artefact(Span(m.start(), m.end() - 1), f"{m[1].rstrip()} the", RULE, _SURE)


def article_before_title(doc: Document) -> Iterator[Artefact]:
    """An article before a title and the name that it goes with.

    >>> text = "The President Macron has declared it. The President Macron Library has opened."
    >>> [(text[f.span.start : f.span.end], f.after) for f in article_before_title(Document(text))]
    [('The President', 'President')]
    """
    for m in _TITLED.finditer(doc.text):
        office = regex.match(r"\w+", doc.text[m.end() :])
        name = doc.text[m.end() :].split(" ", 4)[1:4]
        if office and not _INSTITUTIONS.intersection(name):
            yield Artefact(Span(m.start(), m.end() + office.end()), office.group(), RULE, SLIP)


def doubled_determiner(doc: Document) -> Iterator[Artefact]:
    """Two determiners of which one does.

    >>> text = "They met in the their capital."
    >>> [(text[f.span.start : f.span.end], f.after) for f in doubled_determiner(Document(text))]
    [('the their', 'their')]
    """
    for m in _DOUBLED.finditer(doc.text):
        word = regex.match(r"\p{L}+", doc.text[m.end() :])
        assert word
        yield Artefact(Span(m.start(), m.end() + word.end()), word.group(), RULE, SLIP)


def article_of_ideas(doc: Document) -> Iterator[Artefact]:
    """An article before a notion in general ("The life is expensive"), none before "capital"; reported.

    >>> text = "The life is expensive in capital."
    >>> [(text[f.span.start : f.span.end], f.after) for f in article_of_ideas(Document(text))]
    [('The life', 'Life'), ('capital', 'the capital')]
    """
    for m in _NOUNS_ALONE.finditer(doc.text):
        yield Artefact(Span(m.start(), m.end(1)), m[1].capitalize(), RULE, LIKELY)
    for m in _IN_CAPITAL.finditer(doc.text) if "in capital" in doc.text else ():
        if not _MONEY.search(doc.text[max(0, m.start() - 150) : m.end() + 80]):
            yield Artefact(Span(*m.span(1)), "the capital", RULE, LIKELY)


def articles_of_a_judgement(doc: Document) -> Iterator[Artefact]:
    """ "called strike illegal action": both articles of a judgement lost.

    >>> [f.after for f in articles_of_a_judgement(Document("The minister called strike illegal action."))]
    ['called the strike an illegal action']
    """
    for m in _CALLED.finditer(doc.text):
        an = "an" if m["how"][0] in "aeiou" else "a"
        after = f"{m['verb']} the {m['what']} {m['as'] or ''}{an} {m['how']} {m['noun']}"
        yield Artefact(Span(*m.span()), after, RULE, _SURE)


def article_of_abstracts(doc: Document) -> Iterator[Artefact]:
    """ "against the terrorism", "of the inflation".

    >>> [f.after for f in article_of_abstracts(Document("They fight against the terrorism, and the inflation."))]
    ['against terrorism', 'and inflation']
    """
    for m in _OF_IDEAS.finditer(doc.text):
        yield Artefact(Span(*m.span()), f"{m['small']} {m['idea']}", RULE, WEAK)


def lower_title(doc: Document) -> Iterator[Artefact]:
    """ "the president Sebastián Piñera" for "President Sebastián Piñera".

    >>> [f.after for f in lower_title(Document("He thanked the general Khoury for it, and the king of Spain."))]
    ['General']
    """
    for m in _GENERALS.finditer(doc.text):
        name = (m["name"] or "").split()
        if not _INSTITUTIONS.intersection(name):
            yield Artefact(Span(m.start(), m.end("office")), m["office"].title(), RULE, WEAK)


def a_or_an(doc: Document) -> Iterator[Artefact]:
    """ "a extension", "an ravine".

    >>> [f.after for f in a_or_an(Document("A extension of an mine, a user, a one-off, an hour, a European."))]
    ['An', 'a']
    """
    for pattern in (_A_VOWEL, _AN_CONSONANT):
        for m in pattern.finditer(doc.text):
            after = {"a": "an", "an": "a"}[m[1].lower()]
            yield Artefact(Span(*m.span(1)), after.title() if m[1][0] == "A" else after, RULE, WEAK)


def date_in_words(doc: Document) -> Iterator[Artefact]:
    """A date put together as in Spanish or Portuguese, in the order of the document's other dates.

    >>> [f.after for f in date_in_words(Document("It began on 5 of January of 2020."))]
    ['January 5, ']
    >>> list(date_in_words(Document("Memorandum 2 of February 4, 2021, stands.")))
    []
    """
    found = list(_DATE.finditer(doc.text))
    if not found:
        return
    american = len(_MONTH_FIRST.findall(doc.text)) >= len(_DAY_FIRST.findall(doc.text))
    for m in found:
        year = m.group().endswith(" ")
        after = f"{m[3]} {m[2]}{', ' if year else ''}" if american else f"{m[2]} {m[3]}{' ' if year else ''}"
        yield Artefact(Span(*m.span()), after, RULE, _SURE if m[1] is None or "st " in m.group() else _LIKE)
