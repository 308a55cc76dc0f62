"""`mtfix dict` and `mtfix model`: what assets there are, whether they are whole, and how a dictionary is built."""

from argparse import Namespace
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from mtfix.assets import Asset, available, digest, locate, seal
from mtfix.assets import verify as wrong_files
from mtfix.dictionary import Row, compile_entries, read_entries
from mtfix.dictionary.matcher import Matcher, write_rows
from mtfix.errors import AssetError, DictionaryError
from mtfix.files import lines_of
from mtfix.report import count
from mtfix.spans import Document

_KINDS = {"dict": ("dictionary", "thesaurus"), "model": ("model",)}


def show(given: Namespace) -> int:
    """List the assets of a kind."""
    for asset in _of_kind(given.kind):
        facts = [f"{asset.manifest[key]:,} {key}" for key in ("entries", "rows") if key in asset.manifest]
        print("  ".join([asset.label, asset.kind, *facts, str(asset.path)]))
    return 0


def _of_kind(kind: str) -> list[Asset]:
    return [asset for asset in available() if asset.kind in _KINDS[kind]]


def verify(given: Namespace) -> int:
    """Compare digests; 1 when a file differs, AssetError when there is nothing to compare."""
    assets = [_named(name) for name in given.names] or _of_kind(given.kind)
    if not assets:
        raise AssetError(f"there is no {given.kind} to verify; see `mtfix {given.kind} list`")
    wrong = [line for asset in assets for line in _verified(asset)]
    return int(bool(wrong))


def _named(name: str) -> Asset:
    # `locate` refuses a damaged asset, and this is the command that says what is damaged.
    return next((asset for asset in available() if asset.name == name), None) or locate(name)


def _verified(asset: Asset) -> list[str]:
    wrong = wrong_files(asset)
    print(
        "\n".join(wrong) if wrong else f"{asset.label}: {count(len(asset.manifest['files']), 'file')} as they should be"
    )
    return wrong


def build(given: Namespace) -> int:
    """Compile source files into a folder that `--dictionary FOLDER` takes."""
    entries = [entry for path in given.sources for entry in read_entries(path)]
    rows = compile_entries(entries)
    compiled = given.out / "compiled.tsv"
    given.out.mkdir(parents=True, exist_ok=True)
    write_rows(rows, compiled)
    facts = {"kind": "dictionary", "version": given.asset_version, "language": "en"}
    counts = {"entries": len(entries), "rows": len(rows)}
    seal(given.out.resolve(), [compiled.name], **facts, **counts, sources={p.name: digest(p) for p in given.sources})
    print(f"{given.out}: {len(entries):,} entries, {len(rows):,} rows")
    return 0


def check(given: Namespace) -> int:
    """Parse source files, and list the rows that clean text often meets; 1 when a row cannot be read."""
    for path in (*given.sources, *given.clean):
        if not path.is_file():
            raise DictionaryError(f"{path}: no such file")
    wrong = [line for path in given.sources for line in _checked(path)]
    print("\n".join(wrong) if wrong else f"{count(len(given.sources), 'file')} without errors")
    if given.clean and not wrong:
        print("\n".join(_weak(given.sources, given.clean, given.limit)))
    return int(bool(wrong))


def _weak(sources: Iterable[Path], clean: Iterable[Path], limit: float) -> Iterator[str]:
    """Rows whose dirty side, guards and shields heeded, stands in clean text more than `limit` times per million words:
    where it is right. Such a row wants a guard, or a low weight."""
    matcher = Matcher(compile_entries(entry for path in sources for entry in read_entries(path)))
    met: Counter[Row] = Counter()
    words = 0
    for path in clean:
        for line in lines_of(path):
            doc = Document(line)
            words += len(doc.words)
            for match in matcher.matches(doc):
                met.update(row for row in match.rows if row.dirty != row.clean)
    for row, times in sorted(met.items(), key=lambda item: (-item[1], item[0])):
        rate = 1e6 * times / words
        if rate > limit:
            yield "\t".join(filter(None, (f"{rate:.1f}", row.dirty, row.clean, row.guards)))


def _checked(path: Path) -> Iterator[str]:
    try:
        for _ in read_entries(path):
            pass
    except DictionaryError as error:
        yield str(error)


def get(given: Namespace) -> int:
    """Download a model into the cache."""
    from mtfix.lm.get import get as fetch

    asset = fetch(given.name)
    print(f"{asset.label}  {asset.path}")
    return 0
