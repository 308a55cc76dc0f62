"""Page furniture and leftovers of another language: what stands around and inside a scraped article.

Reported; whole lines are removed only where the user asks for it (`strip_furniture`).
"""

from collections.abc import Iterator, Sequence

import regex

from mtfix.artefacts.found import Artefact
from mtfix.edits import Edit
from mtfix.protect import Cover
from mtfix.spans import Document, Span

_LINE = regex.compile(
    r"""
    (?:date:?\ )?\d{4}-\d\d-\d\d(?:\ \d\d:\d\d(?::\d\d)?)?\ advert\w*
    | (?:advertisement|advertising|sponsored(?:\ content)?|ad)(?:\ ?[-–—:.]\ ?(?:scroll|continue|story)\b.*)?
    | newsfeed(?:\ ?\d+)? | loader | loading\W* | chats? | subscribe(?:\ (?:now|here|to)\b.*)?
    | (?:please\ )?(?:log|sign)[\ -]in(?:\ (?:or|to)\b.*)?
    | (?:sign|log)\ (?:up|in)(?:\ (?:or|for|now|here|to)\b.*)? | register(?:\ (?:now|here))?
    | to\ participate\ in\ the\ discussion | log\ in\ or\ register | (?:click|tap)\ here\b.*
    | (?:follow|like|join)\ us\ on\b.* | share\ (?:this|on|via)\b.* | share | tweet | print | e-?mail\ this\b.*
    | (?:read|see|watch)\ (?:more|also)(?:\ ?[:>»].*)?
    | read\ the\ full\ (?:story|article)\b.*
    | continue\ reading\b.*
    | (?:related|recommended|popular|latest|more|top)\ (?:articles?|stories|news|posts|topics|links)(?:\ ?:.*)?
    | most\ (?:read|popular|viewed|shared)(?:\ (?:stories|articles|news))? | trending(?:\ now)?
    | you\ (?:may|might)\ also\ like\W* | (?:skip|jump)\ to\ (?:the\ )?(?:main\ )?(?:content|navigation)\b.*
    | back\ to\ top | top\ of\ page | (?:toggle\ )?navigation | menu
    | (?:leave|post|add|write)\ a\ (?:comment|reply)\b.* | (?:\d+|no)\ comments?(?:\ yet)? | comments?\ ?\(\d+\)
    | \d+\ (?:shares?|views?|likes?) | (?:privacy|cookie)s?\ (?:policy|notice|settings)\b.*
    | terms\ (?:of|and)\ (?:use|service|conditions)\b.* | accept\ (?:all\ )?cookies
    | (?:this|our)\ (?:web)?site\ uses\ cookies\b.* | all\ rights\ reserved\W*
    | (?:©|\(c\)|copyright)\ ?(?:©\ ?)?\d{4}\b.* | -\ [\w ]{3,40}\ international
    | (?:next|previous)\ (?:article|post|page|story) | download\ (?:our|the)\ app\b.* | get\ the\ latest\ news\b.*
    | (?:photo|image|picture)\ (?:credit|courtesy|by)\b.* | tags?:.* | filed\ under\b.*
    """,
    regex.VERBOSE | regex.IGNORECASE,
)
_WORDS = 30
_OTHER_SCRIPT = regex.compile(r"(?<![(\"“«]\s?)(?:[^\P{L}\p{Latin}\p{Greek}]{2,}[ ,]*){2,}")


# Up to the next line that holds something, or the end.
_REST = regex.compile(r"[^\S\r\n]*(?:(?:\r\n?|\n)(?:[^\S\r\n]*(?:\r\n?|\n))*|\Z)")


def lines(doc: Document) -> Iterator[Artefact]:
    """ "Newsfeed 0", "log in or register", "date 2020-01-07 advertisement": lines that are no part of the text."""
    for line in doc.lines:
        if line.end - line.start < 200:
            piece = doc[line]
            body = piece.strip()
            if body and len(body.split()) <= _WORDS and _LINE.fullmatch(body):
                start = line.start + len(piece) - len(piece.lstrip())
                yield Artefact(Span(start, start + len(body)), None, "MT403", 0.9)


def leftovers(doc: Document) -> Iterator[Artefact]:
    """Words of another script inside an English line, that no bracket or quotation mark sets apart."""
    if doc.text.isascii():
        return
    for m in _OTHER_SCRIPT.finditer(doc.text):
        body = m[0].rstrip(" ,")
        yield Artefact(Span(m.start(), m.start() + len(body)), None, "MT404", 0.8)


def whole_lines(text: str, spans: list[Span]) -> list[Span]:
    """The lines that hold nothing but the spans, each with its line break and the blank lines behind it.

    >>> whole_lines("One\\nShare\\n\\nTwo", [Span(4, 9)])
    [Span(start=4, end=11)]
    """
    out = []
    for start, end in spans:
        first = text.rfind("\n", 0, start) + 1
        rest = _REST.match(text, end)
        if rest and not text[first:start].strip():
            out.append(Span(first, rest.end()))
    return out


def removals(doc: Document, lines: Sequence[Span], kept: Cover) -> tuple[Edit, ...]:
    """Edits that remove lines; none in a text of which they would take more than half."""
    whole = whole_lines(doc.text, sorted(line for line in lines if not kept.touches(line)))
    if 2 * sum(end - start for start, end in whole) > len(doc.text):
        return ()
    return tuple(Edit(line, doc[line], "", "MT403", "unsafe", 0.9, 0.0, "furniture") for line in whole)
