import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtfix.errors import InputError
from mtfix.files import Source, decode, expand, read, replacing, write


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])), st.booleans())
def test_what_is_decoded_comes_back_byte_for_byte(text: str, marked: bool) -> None:
    data = b"\xef\xbb\xbf" * marked + text.encode()
    assert decode(data).encoded(decode(data).text) == data


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    assert decode(b"\xef\xbb\xbfa\r\nb\rc\n") == ("\ufeff", "a\r\nb\rc\n")
    assert decode(b"") == ("", "")


@pytest.mark.parametrize("data", [b"a\0b", "é".encode("latin-1"), "text".encode("utf-16")])
def test_what_is_no_utf8_text_is_refused(data: bytes) -> None:
    with pytest.raises(InputError):
        decode(data)


def test_records_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("{}")
    with pytest.raises(InputError, match="batch"):
        read(tmp_path / "a.jsonl")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name in ("b.txt", "a.md", "sub/c.html", "sub/d.rst", ".git/e.txt", "sub/.hidden/f.txt", "g.py", "h.jsonl"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("text")
    return tmp_path


def _names(sources: list[Source], root: Path) -> list[str]:
    return [source.path.relative_to(root).as_posix() for source in sources]


def test_folders_are_searched_for_text_in_a_fixed_order(tree: Path) -> None:
    assert _names(expand([tree]), tree) == ["a.md", "b.txt", "sub/c.html", "sub/d.rst"]


def test_what_is_named_is_taken_whatever_its_ending_and_once(tree: Path) -> None:
    found = expand([tree / "g.py", tree / "b.txt", tree, tree / "sub" / ".." / "g.py"])
    assert _names(found, tree) == ["g.py", "b.txt", "a.md", "sub/c.html", "sub/d.rst"]
    assert [source.given for source in found] == [True, True, False, False, False]


@pytest.mark.parametrize("pattern", ["sub", "sub/", "sub/*", "*/[cd].*"])
def test_globs_exclude_files_and_folders(tree: Path, pattern: str) -> None:
    assert _names(expand([tree], [pattern], tree), tree) == ["a.md", "b.txt"]


def test_globs_exclude_what_is_named_too_but_look_only_below_the_root(tree: Path) -> None:
    assert _names(expand([tree / "a.md", tree / "b.txt"], ["*.md", tree.name], tree), tree) == ["b.txt"]


def test_a_missing_path_is_told_before_anything_is_read(tree: Path) -> None:
    with pytest.raises(InputError, match="nowhere"):
        expand([tree / "a.md", tree / "nowhere"])


def test_writing_keeps_permissions_and_links(tmp_path: Path) -> None:
    real, link = tmp_path / "real.txt", tmp_path / "link.txt"
    real.write_text("old")
    real.chmod(0o640)
    link.symlink_to(real)
    write(link, b"new")
    assert link.is_symlink()
    assert real.read_bytes() == b"new"
    assert real.stat().st_mode & 0o777 == 0o640
    assert sorted(p.name for p in tmp_path.iterdir()) == ["link.txt", "real.txt"]


@pytest.mark.parametrize("step", ["fsync", "chmod", "replace"])
def test_a_failure_at_any_step_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError("disk full")

    path = tmp_path / "a.txt"
    path.write_bytes(b"old")
    monkeypatch.setattr(os, step, fail)
    with pytest.raises(OSError, match="disk full"):
        write(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_an_interrupted_block_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), replacing(tmp_path / "new.txt") as file:
        file.write(b"half")
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []


def test_a_new_file_gets_the_usual_permissions(tmp_path: Path) -> None:
    (tmp_path / "usual").touch()
    with replacing(tmp_path / "new") as file:
        file.write(b"all")
    assert (tmp_path / "new").stat().st_mode == (tmp_path / "usual").stat().st_mode
    assert (tmp_path / "new").read_bytes() == b"all"


def test_devices_and_missing_folders_are_refused(tmp_path: Path) -> None:
    for path in (Path(os.devnull), tmp_path, tmp_path / "no" / "such.txt"):
        with pytest.raises(InputError), replacing(path):
            pass
