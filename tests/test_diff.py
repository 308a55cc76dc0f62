from mtfix.diff import diff
from mtfix.edits import Edit, Finding, Left, Repair, apply
from mtfix.spans import Span

TEXT = "All is well.\r\nThe 100% 𝔘gly struggle: it,\nwent on.\n"
WORD = Span(TEXT.index("struggle"), TEXT.index("struggle") + 8)
FINDING = Finding(WORD, "MT101", 0.9812, "wrong word of a spinner", ("war", "fight"))
EDIT = Edit(WORD, "struggle", "war", "MT101", "safe", 0.98, 6.1, "spin", "fight")


def _repair(text: str, *edits: Edit, left: tuple[Left, ...] = ()) -> Repair:
    return Repair(text, apply(text, edits), edits, left, "sig")


def test_diff_marks_the_words_and_explains_each_edit() -> None:
    assert list(diff("a.txt", _repair(TEXT, EDIT))) == [
        "--- a.txt",
        "+++ a.txt",
        "-The 100% 𝔘gly [-struggle-]: it,",
        "+The 100% 𝔘gly {+war+}: it,",
        "    2:15 MT101 struggle → war  p=0.98 gain=+6.1 nats spin (or: fight)",
    ]


def test_diff_shows_a_line_with_two_edits_once() -> None:
    text = "one struggle, two struggle"
    edits = [Edit(Span(at, at + 8), "struggle", "war", "MT101", "safe", 0.9, 1.0) for at in (4, 18)]
    shown = list(diff("a", _repair(text, *edits)))
    assert shown[2:4] == ["-one [-struggle-], two [-struggle-]", "+one {+war+}, two {+war+}"]
    assert shown[4:] == [f"    1:{at} MT101 struggle → war  p=0.90 gain=+1.0 nats" for at in (5, 19)]


def test_diff_says_why_a_finding_was_left() -> None:
    left = Left(FINDING, (EDIT,), "no candidate reaches 0.99")
    assert list(diff("a", _repair(TEXT, left=(left,)))) == [
        "a:2:15: MT101 0.98 “struggle”: wrong word of a spinner; perhaps “war” or “fight”; "
        "left: no candidate reaches 0.99"
    ]


def test_diff_of_nothing_is_nothing() -> None:
    assert list(diff("a", _repair("All is well."))) == []


def test_diff_uses_colour_only_when_asked() -> None:
    assert "\x1b[31mstruggle\x1b[0m" in "\n".join(diff("a", _repair(TEXT, EDIT), colour=True))
    assert "\x1b" not in "\n".join(diff("a", _repair(TEXT, EDIT)))


def test_diff_of_a_very_long_line_stays_short() -> None:
    edit = Edit(Span(100_000, 100_008), "struggle", "war", "MT101", "safe", 0.9, 1.0)
    shown = "\n".join(diff("a", _repair("x" * 100_000 + "struggle" + "x" * 100_000, edit)))
    assert len(shown) < 1000
    assert "x[-struggle-]x" in shown
