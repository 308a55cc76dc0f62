"""Quotation marks: glued to words, loose from them, turned the wrong way, of another language.

What is repaired takes the document's own style: curly or straight, commas inside or outside. Marks that stand right
are never touched, whatever their style.
"""

from collections.abc import Iterator

import regex

from mtfix.artefacts.common import line_at
from mtfix.artefacts.found import SLIP, Artefact
from mtfix.spans import Document, Span

_GLUED_OPEN = regex.compile(r"(?<=\p{Ll}|\p{Ll},)“(?=\p{L})")
_GLUED_CLOSE = regex.compile(r"(?<=[\p{L}.,!?])”(?=\p{L}{2,})")
_LATE_CLOSE = regex.compile(r"(?<=[\p{L},.!?]) ”(?=\p{L})")
_TURNED = regex.compile(r"(?<=“[^“”\n]{2,300}[\p{L}\d.,!?…])“(?=[\s,.;:!?)]|$)")
_LOOSE_OPEN = regex.compile(r"(?<=(?:^|\s|[(—–])“)[ \u00a0\u202f](?=\p{L})")
_LOOSE_CLOSE = regex.compile(r"(?<=[\p{L}\d.,!?…])[ \u00a0\u202f](?=”(?:[\s,.;:!?)]|$))")
_GUILLEMETS = regex.compile(r"«[ \u00a0\u202f]?(?P<inside>[^«»\n]{1,400}?)[ \u00a0\u202f]?»")
_LOW = regex.compile(r"„(?P<inside>[^„“”\n]{1,400}?)[“”]")
_INVERTED = regex.compile(
    r"[¿¡](?=(?:What|Who|Why|How|When|Where|Which|Is|Are|Do|Does|Did|Can|Could|Will|Would|Should|Has|Have|And|But|The|That"
    r"|This|We|You|They|It|He|She|Let|No|Not|Long|Enough|Stop)\b)"
)
_CLOSES = regex.compile(r"(?<=[^\s(\[—–-])\"(?=[\s,.;:!?)]|$)")
_OPENS = regex.compile(r"(?<=[\s(\[—–-])\"(?=\w)")
_PLURAL = regex.compile(r"\"s\b")  # "Big Brother"s website
_SIZE = regex.compile(r"\d\s?[\"″]|[\"″]{2}")


def curly(doc: Document) -> Iterator[Artefact]:
    """ "the end, ”she said" for "the end,” she said", “ we are ” and “we are“ for “we are”."""
    text = doc.text
    if ("“" not in text and "”" not in text) or "„" in text:
        return
    for pattern, after in ((_LATE_CLOSE, "” "), (_GLUED_OPEN, " “"), (_GLUED_CLOSE, "” "), (_TURNED, "”")):
        for m in pattern.finditer(text):
            yield Artefact(Span(*m.span()), after, "MT306", SLIP)
    loose = [m for pattern in (_LOOSE_OPEN, _LOOSE_CLOSE) for m in pattern.finditer(text)]
    if 2 * len(loose) <= text.count("“") + text.count("”"):
        for m in loose:
            yield Artefact(Span(*m.span()), "", "MT306", SLIP)


def straight(doc: Document) -> Iterator[Artefact]:
    """said"we are ready"and left and a " truce " of ten days, line by line where the marks come in pairs."""
    text = doc.text
    if '"' not in text:
        return
    fine = len(regex.findall(r"(?:^|[\s(\[—–-])\"(?=\S)|(?<=\S)\"(?=$|[\s,.;:!?)\]—–-])", text))
    found = [a for line in doc.lines for a in _pairs(text, line)]
    outside, within = text.count('",'), text.count(',"') + text.count(",”")
    found += [a for m in regex.finditer(r"(?<=\p{L}) \"(?=,)", text) for a in _late(text, m, within > outside)]
    if fine or len({a.span for a in found}) <= 4:
        yield from {a.span: a for a in found}.values()


def _pairs(text: str, line: Span) -> Iterator[Artefact]:
    piece = text[line.start : line.end]
    marks = [m.start() + line.start for m in regex.finditer('"', piece)]
    if not marks or len(marks) % 2 or _SIZE.search(piece) or regex.search(r"[=<>{}\\|`]|\S {2,}\S", piece):
        return
    for one, two in zip(marks[::2], marks[1::2], strict=True):
        inside = text[one + 1 : two]
        turned = _CLOSES.match(text, one) or (len(marks) > 2 and _OPENS.match(text, two))
        if turned or not regex.search(r"\p{L}", inside):  # a quotation over several paragraphs: the count is off by one
            return
    for one, two in zip(marks[::2], marks[1::2], strict=True):
        yield from _pair(text, line, one, two)


def _pair(text: str, line: Span, one: int, two: int) -> Iterator[Artefact]:
    """What is wrong around one pair of marks."""
    before = text[one - 1] if one > line.start else " "
    after = text[two + 1] if two + 1 < line.end else " "
    opens, closes = text[one + 1], text[two - 1]
    if (before.isalpha() and not opens.isspace()) or (before in ",:" and opens.isalpha()):
        yield Artefact(Span(one, one), " ", "MT306", SLIP)
    if opens == " " and (before.isspace() or before in "(—–"):
        yield Artefact(Span(one + 1, one + 2), "", "MT306", SLIP)
    if closes == " " and (after.isspace() or after in ".;:!?)"):
        yield Artefact(Span(two - 1, two), "", "MT306", SLIP)
    if closes == " " and after.islower():
        yield Artefact(Span(two - 1, two + 1), '" ', "MT306", SLIP)
    elif after.isalpha() and not closes.isspace() and not _PLURAL.match(text, two):
        yield Artefact(Span(two + 1, two + 1), " ", "MT306", SLIP)


def _late(text: str, m: "regex.Match[str]", swap: bool) -> Iterator[Artefact]:
    """`for peace ", he added`: a closing mark that stands off, the comma inside where the document puts it there."""
    if line_at(text, m.start()).count('"') % 2 and not swap:
        yield Artefact(Span(m.start(), m.start() + 1), "", "MT306", SLIP)
    else:
        end = m.end() + 1 if swap else m.start() + 1
        yield Artefact(Span(m.start(), end), ',"' if swap else "", "MT306", SLIP)


def foreign(doc: Document) -> Iterator[Artefact]:
    """«truce» and „truce“ where the document has English marks elsewhere; "¿What" for "What"."""
    text = doc.text
    own = "“”" if text.count("”") > text.count('"') else '""'
    english = "”" in text.replace("„", "") or '"' in text
    for pattern, mark in ((_GUILLEMETS, "«"), (_LOW, "„")):
        if mark not in text:
            continue
        found = list(pattern.finditer(text))
        others = sum(map(text.count, '"“”')) - (len(found) if mark == "„" else 0)
        minority = english and 2 * len(found) <= others
        for m in found:
            french = mark == "«" and text[m.start() + 1].isspace() and text[m.end() - 2].isspace()
            score = SLIP if minority or french else 0.5  # a writer who chose these marks sets no spaces in them
            yield Artefact(Span(m.start(), m.start("inside")), own[0], "MT306", score)
            yield Artefact(Span(m.end("inside"), m.end()), own[1], "MT306", score)
    if "¿" in text or "¡" in text:
        for m in _INVERTED.finditer(text):
            yield Artefact(Span(*m.span()), "", "MT306", SLIP)
