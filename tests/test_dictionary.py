from pathlib import Path

import pytest

from mtfix.dictionary import Entry, Row, compile_entries, read_entries
from mtfix.dictionary.matcher import Matcher, read_rows, write_rows
from mtfix.errors import DictionaryError
from mtfix.spans import Document


def write(folder: Path, *lines: str, name: str = "spin-test.tsv") -> Path:
    path = folder / name
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def found(text: str, *rows: tuple[str, str, str]) -> list[str]:
    """What the rows (dirty, clean, guards) find in the text, as it is written there."""
    doc = Document(text)
    matcher = Matcher([Row(dirty, clean, guards, "spin", "a") for dirty, clean, guards in rows])
    return [text[doc.tokens[m.first].start : doc.tokens[m.last - 1].end] for m in matcher.matches(doc)]


# Sources


@pytest.mark.parametrize(
    ("line", "entry"),
    [
        ("navy\tn\tmilitary", ("navy", "n", "military", "")),
        ("navy\tn\tmilitary\t", ("navy", "n", "military", "")),
        ("common\tx\tgeneral\tcap next=<name>", ("common", "x", "general", "cap next=<name>")),
        ("u.s. navy\ts\tu.s. navy\r", ("u.s. navy", "s", "u.s. navy", "")),
    ],
)
def test_a_row_is_read(tmp_path: Path, line: str, entry: tuple[str, str, str, str]) -> None:
    path = write(tmp_path, "# a comment", "", line)
    assert list(read_entries(path)) == [Entry(*entry, "spin")]


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("spin-verbs.tsv", "spin"),
        ("tortured-life.tsv", "tortured"),
        ("calque-es.tsv", "calque-es"),
        ("mine.tsv", "mine"),
    ],
)
def test_the_family_is_in_the_file_name(tmp_path: Path, name: str, family: str) -> None:
    (entry,) = read_entries(write(tmp_path, "navy\tn\tmilitary", name=name))
    assert entry.family == family


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("navy", "separated by tabs"),
        ("navy n military", "separated by tabs"),
        ("navy\tn\tmilitary\tcap\tmore", "separated by tabs"),
        ("navy\tnoun\tmilitary", "part of speech 'noun'"),
        ("\tn\tmilitary", "both sides need words"),
        ("navy\tn\t", "both sides need words"),
        ("navy\tn\tthe  military", "single blanks"),
        (" navy\tn\tmilitary", "single blanks"),
        ("a b c d e f g\tx\tmilitary", "more than 6 words"),
        ("navy\tn\tnavy", "only a shield"),
        ("navy\ts\tmilitary", "only a shield"),
        ("Navy\tn\tmilitary", "lower case"),
        ("1000’s\tx\tthousands", "typewriter"),
        ("navy\tn\tmilitary\tCAP", "'CAP'"),
        ("navy\tn\tmilitary\tafter=the", "'after=the'"),
        ("navy\tn\tmilitary\tw=much", "'much'"),
        ("navy\tn\tmilitary\tw=nan", "'w=nan'"),
        ("navy\tn\tmilitary\tnext", "'next'"),
        ("navy\tn\tmilitary\tnext=", "'next='"),
        ("navy\tn\tmilitary\tnext=us,", "no lower-case token"),
        ("navy\tn\tmilitary\tnear=Iran", "no lower-case token"),
        ("navy\tn\tmilitary\tnear=covid-19", "no lower-case token"),
        ("navy\tn\tmilitary\tnear=<name>", "no lower-case token"),
    ],
)
def test_errors_name_file_and_line(tmp_path: Path, line: str, reason: str) -> None:
    path = write(tmp_path, "# comment", "assault\tv\tattack", line)
    with pytest.raises(DictionaryError) as caught:
        list(read_entries(path))
    assert f"{path}:3: " in str(caught.value)
    assert reason in str(caught.value)


@pytest.mark.parametrize("content", [None, b"caf\xe9\tn\tbar"])
def test_files_that_are_no_text(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "spin-test.tsv"
    if content is not None:
        path.write_bytes(content)
    for read in (lambda: list(read_entries(path)), lambda: read_rows(path)):
        with pytest.raises(DictionaryError, match=r"spin-test\.tsv"):
            read()


# Compiling


@pytest.mark.parametrize(
    ("entry", "pairs"),
    [
        (("struggle", "n", "war"), "struggle>war struggles>wars"),
        (("assault", "v", "attack"), "assault>attack assaulted>attacked assaulting>attacking assaults>attacks"),
        (("enormous", "a", "big"), "enormous>big more enormous>bigger most enormous>biggest"),
        (("common", "x", "general"), "common>general"),
        (("u.s. navy", "s", "u.s. navy"), "u.s. navy>u.s. navy"),
        (
            ("weapon of struggle", "n", "weapon of war"),
            "weapon of struggle>weapon of war weapons of struggle>weapons of war",
        ),
        (("sheep dog", "n", "sheep"), "sheep dog>sheep sheep dogs>sheep"),
    ],
)
def test_both_sides_inflect_together(entry: tuple[str, str, str], pairs: str) -> None:
    rows = compile_entries([Entry(*entry, "", "spin")])
    assert " ".join(f"{row.dirty}>{row.clean}" for row in rows) == pairs


def test_the_weight_is_no_guard() -> None:
    rows = compile_entries([Entry("navy", "x", "military", "cap w=1.5 next=men", "spin")])
    assert rows == [Row("navy", "military", "cap next=men", "spin", "a", 1.5)]


def test_rows_are_sorted_and_single_and_know_their_article() -> None:
    entries = [Entry("mistake", "n", "error", "", "spin"), Entry("fault", "n", "hour", "", "spin")]
    rows = compile_entries([*entries, *entries])
    assert rows == sorted(set(rows))
    assert {row.clean: row.article for row in rows if row.dirty in ("mistake", "fault")} == {
        "error": "an",
        "hour": "an",
    }


def test_compiled_rows_survive_a_file(tmp_path: Path) -> None:
    rows = [
        Row("navy", "military", "cap next=<name>", "spin", "a", -1.25),
        Row("u.s. navy", "u.s. navy", "", "spin", ""),
    ]
    write_rows(rows, tmp_path / "compiled.tsv")
    assert read_rows(tmp_path / "compiled.tsv") == rows


def test_a_compiled_file_with_too_few_fields_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "navy\tmilitary\t\tspin\ta\t0.0", "navy\tmilitary", name="compiled.tsv")
    with pytest.raises(DictionaryError, match=r"compiled\.tsv:2: expected 6 .* found 2"):
        read_rows(path)


def test_a_compiled_file_with_a_weight_that_is_no_number_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "navy\tmilitary\t\tspin\ta\tmuch", name="compiled.tsv")
    with pytest.raises(DictionaryError, match=r"compiled\.tsv:1: expected a weight, found 'much'"):
        read_rows(path)


# Matching


@pytest.mark.parametrize(
    ("text", "dirty", "expected"),
    [
        ("The navy left; NAVY and Navy.", "navy", ["navy", "NAVY", "Navy"]),
        ("Navy’s navy's", "navy", ["Navy", "navy"]),
        ("the Center\nEast", "center east", ["Center\nEast"]),
        ("1000’s or 1000's or 1000", "1000's", ["1000’s", "1000's"]),
        ("the U.S. Navy", "u.s. navy", ["U.S. Navy"]),
        ("a navyman", "navy", []),
        ("center-east center, east", "center east", []),
        ("a well-known man", "well-known", ["well-known"]),
        ("", "navy", []),
    ],
)
def test_phrases_are_found_as_whole_words(text: str, dirty: str, expected: list[str]) -> None:
    assert found(text, (dirty, "clean", "")) == expected


def test_overlapping_phrases_are_all_found() -> None:
    rows = [("center", "middle", ""), ("center east", "middle east", ""), ("east envoy", "eastern envoy", "")]
    assert found("the center east envoy", *rows) == ["center", "center east", "east envoy"]


def test_all_replacements_of_a_phrase_come_together() -> None:
    matcher = Matcher([Row("navy", clean, "", "spin", "a") for clean in ("military", "army")])
    (match,) = matcher.matches(Document("The navy."))
    assert [row.clean for row in match.rows] == ["military", "army"]


FAR = " ".join(["word"] * 12)


@pytest.mark.parametrize(
    ("guards", "holds", "fails"),
    [
        ("cap", "the Navy", "the navy"),
        ("cap", "the NAVY", "it ended. Navy men came"),  # a sentence starts: the capital says nothing
        ("cap", "a 5 Navy", "Navy men"),
        ("cap next=<name>", "Navy Smith", "navy Smith"),
        ("lower", "the navy", "the Navy"),
        ("next=men,man", "navy men", "navy women"),
        ("next=men", "navy Men", "navy"),
        ("next=,", "the navy, men", "the navy men"),
        ("next=<name>", "navy Smith", "navy smith"),
        ("next=<num>", "navy 12", "navy twelve"),
        ("next=<name>,men", "navy men", "navy women"),
        ("notnext=men", "navy women", "navy men"),
        ("notnext=men", "the navy", "the navy men"),
        ("prev=the", "The navy", "a navy"),
        ("prev=the", "the navy", "navy"),
        ("prev=<name>", "Iran navy", "its navy"),
        ("prev=<num>", "12 navy", "twelve navy"),
        ("notprev=the", "navy", "the navy"),
        ("near=ship", f"ship {FAR[:-5]} navy", f"ship {FAR} navy"),
        ("near=ship", f"navy {FAR[:-5]} ship", f"navy {FAR} ship"),
        ("near=navy", "navy navy", "navy"),
        ("notnear=ship", f"ship {FAR} navy", "ship navy"),
        ("doc=ship", f"ship {FAR} navy", "navy"),
        ("notdoc=ship", "navy", f"navy {FAR} ship"),
        ("prev=the next=men", "the navy men", "the navy"),
        ("prev=the next=men", "the navy men", "navy men"),
    ],
)
def test_guards(guards: str, holds: str, fails: str) -> None:
    assert found(holds, ("navy", "military", guards))
    assert not found(fails, ("navy", "military", guards))


@pytest.mark.parametrize(
    ("dirty", "holds", "fails"),
    [
        ("center east", "the Center East", "the center east"),
        ("house of commons", "the House of Commons", "the house of Commons"),
        ("mom's day", "on Mom’s day", "on mom’s day"),  # no word is longer than three letters
        ("14th modification", "the 14th Modification", "the 14th modification"),
        ("center east", "Center East envoys", "Center east envoys"),
    ],
)
def test_the_capitals_of_a_phrase(dirty: str, holds: str, fails: str) -> None:
    assert found(holds, (dirty, "clean", "cap")) == [
        holds[holds.lower().replace("’", "'").index(dirty) :][: len(dirty)]
    ]
    assert not found(fails, (dirty, "clean", "cap"))


@pytest.mark.parametrize(
    ("text", "opens"),
    [
        ("Individuals", True),
        ("it ended. Individuals", True),
        ("it ended.\r\nIndividuals", True),
        ("he said: Individuals", True),
        ("“Individuals", True),
        ("the Individuals", False),
        ("the       Individuals", False),
        ("the, Individuals", False),
    ],
)
def test_where_a_capital_says_nothing(text: str, opens: bool) -> None:
    assert bool(found(text, ("individuals", "people", "cap"))) is not opens


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the U.S. Navy", []),  # the shield covers the word
        ("the Iranian navy", ["navy"]),
        ("the U.S. navy struggle", []),  # and what sticks out of it
        ("the u.s. navy base", ["the u.s. navy base"]),  # but not what is longer around it
    ],
)
def test_shields(text: str, expected: list[str]) -> None:
    rows = [
        ("navy", "military", ""),
        ("u.s. navy", "u.s. navy", ""),
        ("navy struggle", "military war", ""),
        ("the u.s. navy base", "the american base", ""),
    ]
    assert found(text, *rows) == expected


def test_a_shield_with_a_guard_covers_only_where_it_holds() -> None:
    rows = [("navy", "military", ""), ("navy", "navy", "prev=<name>")]
    assert found("the navy and Irish navy", *rows) == ["navy"]
