"""What people read of a repair: each changed line before and after, and why."""

from collections.abc import Iterable, Iterator, Sequence

from mtfix.edits import Edit, Repair
from mtfix.report import BREAK, Lines, line, locate
from mtfix.spans import Span

_LONG, _END = 160, 60  # longer unchanged stretches of a line are shown by their ends


def diff(path: str, made: Repair, colour: bool = False) -> Iterator[str]:
    """A repair for people: each changed line before and after with its words marked, its edits, and what was left."""
    lines = Lines(made.before)
    if made.edits:
        yield from (f"--- {path}", f"+++ {path}")
    for whole, edits in _by_line(lines, made.edits):
        wrong, right = _marked(made.before, whole, edits, colour)
        yield from ("-" + one for one in BREAK.split(wrong))
        yield from ("+" + one for one in BREAK.split(right))
        yield from (_explained(lines, edit) for edit in edits)
    places = locate(path, made.before, [item.finding for item in made.left])
    yield from (f"{line(found)}; left: {item.reason}" for found, item in zip(places, made.left, strict=True))


def _by_line(lines: Lines, edits: Iterable[Edit]) -> Iterator[tuple[Span, list[Edit]]]:
    """Edits that share lines, with those lines."""
    whole, group = Span(0, 0), list[Edit]()
    for edit in edits:
        if group and edit.span.start <= whole.end:
            group.append(edit)
            if edit.span.end > whole.end:
                whole = Span(whole.start, lines.around(edit.span).end)
            continue
        if group:
            yield whole, group
        whole, group = lines.around(edit.span), [edit]
    if group:
        yield whole, group


def _marked(text: str, whole: Span, edits: Sequence[Edit], colour: bool) -> tuple[str, str]:
    """The lines at `whole` before and after, the edited words marked, long stretches between them shortened."""
    red, green = ("\x1b[31m{}\x1b[0m", "\x1b[32m{}\x1b[0m") if colour else ("[-{}-]", "{{+{}+}}")
    wrong, right, at = [], [], whole.start
    for edit in edits:
        between = _shortened(text[at : edit.span.start])
        wrong += [between, red.format(edit.before)]
        right += [between, green.format(edit.after)]
        at = edit.span.end
    rest = _shortened(text[at : whole.end])
    return "".join([*wrong, rest]), "".join([*right, rest])


def _shortened(text: str) -> str:
    return text if len(text) <= _LONG else f"{text[:_END]} … {text[-_END:]}"


def _explained(lines: Lines, edit: Edit) -> str:
    place = lines.at(edit.span.start)
    other = f" (or: {edit.runner_up})" if edit.runner_up else ""
    words = f"{place.line}:{place.column} {edit.rule} {edit.before} → {edit.after}"
    return f"    {words}  p={edit.score:.2f} gain={edit.gain:+.1f} nats {edit.family}".rstrip() + other
