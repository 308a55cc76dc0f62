import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtfix.protect import Cover, protected
from mtfix.spans import Document, Span


def kept(text: str, allow: tuple[str, ...] = (), names: tuple[str, ...] = ()) -> list[str]:
    doc = Document(text)
    return [doc[span] for span in protected(doc, allow, names)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("see https://navy.mil/a?b=c now", ["https://navy.mil/a?b=c"]),
        ("see www.navy.mil now", ["www.navy.mil"]),
        ("see navy.com/struggle/now, then", ["navy.com/struggle/now,"]),
        ("see bbc.co.uk today", ["bbc.co.uk"]),
        ("write navy.struggle+1@example.org.", ["navy.struggle+1@example.org."]),
        ("a `navy` b", ["`navy`"]),
        ("a ```\nnavy\n``` b", ["```\nnavy\n```"]),
        ("a ```\nnavy", ["```\nnavy"]),  # nobody closes it
        ("a <b class='navy'>war</b>", ["<b class='navy'>", "</b>"]),
        ("a <!-- navy\n --> b", ["<!-- navy\n -->"]),
        ("a &amp; b &#39;", ["&amp;", "&#39;"]),
        ("hello {name} and {{ user.navy }}", ["{name}", "{{ user.navy }}"]),
        ("hello %s and %(navy)s", ["%s", "%(navy)s"]),
        ("hello $NAME and ${NAVY}", ["$NAME", "${NAVY}"]),
        ("by @navy on #struggle", ["@navy", "#struggle"]),
        ("in /usr/navy/lib and src/navy/a.py", ["/usr/navy/lib", "src/navy/a.py"]),
        ("war and/or peace, 5 < 6 & 7 > 6", []),
        ("A sentence. Another one: 50% said “so”.", []),
        ("he said.Then he left", []),
    ],
)
def test_what_is_no_prose(text: str, expected: list[str]) -> None:
    assert kept(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("one\ntwo navy <!-- mtfix: ignore -->\nthree", "two navy <!-- mtfix: ignore -->"),
        ("one\r\ntwo # mtfix:ignore", "two # mtfix:ignore"),
        ("one mtfix: off\ntwo\nmtfix: on three", "mtfix: off\ntwo\nmtfix: on"),
        ("one mtfix: off\ntwo", "mtfix: off\ntwo"),
    ],
)
def test_inline_marks(text: str, expected: str) -> None:
    assert expected in kept(text)
    assert not any(word in part for part in kept(text) for word in ("one", "three"))


@pytest.mark.parametrize("text", ["mtfix ignore", "mtfix: offer", "mtfix: on"])
def test_what_is_no_inline_mark(text: str) -> None:
    assert kept(text) == []


@pytest.mark.parametrize(
    ("text", "allow", "names", "expected"),
    [
        ("The Navy and the navy", ("navy",), (), ["Navy", "navy"]),
        ("The Navy and the navy", (), ("Navy",), ["Navy"]),
        ("the center east, central", ("center east", "center"), (), ["center east"]),
        ("navyman, non-navy, navy’s", ("navy",), (), ["navy", "navy"]),
        ("C++ and c++", (), ("C++",), ["C++"]),
        ("anything", ("", "  "), ("",), []),
    ],
)
def test_what_the_user_named(text: str, allow: tuple[str, ...], names: tuple[str, ...], expected: list[str]) -> None:
    assert kept(text, allow, names) == expected


SPANS = st.lists(st.tuples(st.integers(0, 20), st.integers(0, 6)).map(lambda p: Span(p[0], p[0] + p[1])), max_size=6)


@given(SPANS, st.integers(0, 25), st.integers(1, 6))
def test_cover_touches_what_shares_a_code_point(spans: list[Span], start: int, length: int) -> None:
    points = {k for span in spans for k in range(*span)}
    expected = not points.isdisjoint(range(start, start + length))
    assert Cover(spans).touches(Span(start, start + length)) is expected


RUNS = ["a.", "a-", "/a", "<a", "<!--", "```a", "{{", "a+", "%", "$", "@", "&a", "www.", "a_", "mtfix: ", "a.com"]


@pytest.mark.parametrize("run", RUNS)
def test_long_runs_take_no_long_time(run: str) -> None:
    text = run * 10_000 + " #"
    assert all(0 <= s.start <= s.end <= len(text) for s in protected(Document(text)))  # minutes, if not linear
