"""Files of public sets: read whole, or refused with file, line, what was expected and what to do."""

import gzip
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from mtfix.errors import MtfixError


@dataclass(frozen=True, slots=True)
class SetFile:
    """A file of a set, and what to do when it is not what it should be."""

    path: Path
    advice: str

    def wrong(self, line: int, expected: str, found: str) -> MtfixError:
        place = f"{self.path}:{line}" if line else f"{self.path}"
        return MtfixError(f"{place}: expected {expected}, found {found}; {self.advice}")

    def lines(self) -> list[str]:
        """The lines of a plain or gzipped text; a carriage return before the line feed is dropped."""
        try:
            data = self._unpacked(self.path.read_bytes())
            text = data.decode("utf-8-sig")
        except OSError as error:
            raise self.wrong(0, "a file", error.strerror or "none that can be read") from None
        except UnicodeDecodeError as error:
            line, byte = data.count(b"\n", 0, error.start) + 1, error.object[error.start]
            raise self.wrong(line, "UTF-8", f"the byte 0x{byte:02x} ({error.reason})") from None
        if not text.strip():
            raise self.wrong(0, "text", "an empty file")
        return [line.removesuffix("\r") for line in text.removesuffix("\n").split("\n")]

    def _unpacked(self, data: bytes) -> bytes:
        whole: list[bytes] = []
        if not data.startswith(b"\x1f\x8b"):
            if data and self.path.suffix == ".gz":
                raise self.wrong(0, "a gzip file", quoted(data[:60].decode("utf-8", "replace")))
            return data
        try:
            with gzip.open(BytesIO(data)) as lines:
                whole.extend(lines)
        except (EOFError, OSError, zlib.error) as error:
            found = f"a damaged or half-downloaded one ({error})"
            raise self.wrong(len(whole) + 1, "a whole gzip file", found) from None
        return b"".join(whole)

    def rows(self, *filled: str, others: Sequence[str] = ()) -> Iterator[tuple[int, dict[str, str]]]:
        """The rows below a header, by the names of its columns; what stands behind the last is ignored."""
        head, *lines = self.lines()
        names = head.split("\t")
        if not {*filled, *others}.issubset(names):
            raise self.wrong(1, f"a header with the columns {', '.join([*filled, *others])}", quoted(head))
        if not lines:
            raise self.wrong(2, "rows", "nothing below the header")
        for number, line in enumerate(lines, 2):
            cells = line.split("\t")
            if len(cells) < len(names):
                raise self.wrong(number, f"{len(names)} columns as in the header", f"{len(cells)}: {quoted(line)}")
            row = dict(zip(names, cells, strict=False))
            if blank := [name for name in filled if not row[name].strip()]:
                raise self.wrong(number, f"something in the column {blank[0]}", quoted(row[blank[0]]))
            yield number, row


def quoted(text: str) -> str:
    return repr(text if len(text) <= 60 else text[:60] + "…")


def stem(path: Path) -> str:
    return path.name.removesuffix(".gz").rpartition(".")[0]


def beside(files: Sequence[SetFile]) -> Iterator[tuple[str, ...]]:
    """The lines of files that lie side by side, as many in each."""
    lines = [file.lines() for file in files]
    for file, own in zip(files, lines, strict=True):
        if len(own) != len(lines[0]):
            wanted = f"{len(lines[0])} lines as in {files[0].path.name}"
            raise file.wrong(min(len(own), len(lines[0])) + 1, wanted, str(len(own)))
    return zip(*lines, strict=True)
