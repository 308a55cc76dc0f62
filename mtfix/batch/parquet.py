"""Parquet. A chunk is a slice of rows as an Arrow stream; the file is made of the worked slices at the end, because
Parquet cannot be written in parts that survive a kill. Schema, metadata, compression and every other column stay."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, Self

from mtfix.batch.outcome import Desk
from mtfix.batch.pieces import CHUNK, LONGEST, Chunk, Kind
from mtfix.batch.standoff import NOTE
from mtfix.batch.steps import Step
from mtfix.errors import InputError, MissingLibrary

try:
    import pyarrow as pa
    import pyarrow.parquet as pq
except ImportError:
    raise MissingLibrary("Parquet needs an extra: pip install 'mtfix[parquet]'") from None

_GROUP = 1 << 26  # bytes of a row group in memory
_ROWS = 256  # rows read at once


@dataclass(frozen=True, slots=True)
class TableRow:
    """The fields of a row that steps look at."""

    values: Mapping[str, Any]

    def text(self, name: str) -> str:
        found = self.values.get(name)
        if not isinstance(found, str | None):
            raise InputError(f"no text in column {name!r}")
        if found is not None and len(found) > LONGEST:
            raise InputError(f"is longer than {LONGEST:,} characters, the most that a record may have")
        return found or ""

    def note(self, name: str) -> object:
        found = self.values.get(name)
        return json.loads(found) if isinstance(found, str) else found

    def put(self, name: str, value: object) -> Self:
        kept = json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else value
        return replace(self, values={**self.values, name: kept})

    def without(self, name: str) -> Self:
        return replace(self, values={key: value for key, value in self.values.items() if key != name})

    def spelling(self, name: str) -> str:
        return self.text(name)

    def respell(self, name: str, spelling: str) -> Self:
        return self.put(name, spelling)

    def failed(self, message: str) -> Self:
        del message
        return self


class Parquet:
    """Tables of columns."""

    def chunks(self, file: BinaryIO, step: Step) -> Iterator[Chunk]:
        table = _opened(file)
        names = table.schema_arrow.names
        for name in step.fields:
            if name not in names:
                raise InputError(f"no column {name!r} (columns: {', '.join(names)})")
            kind = table.schema_arrow.field(name).type
            if not is_text(kind):
                raise InputError(f"column {name!r} holds {kind}, not text")
        for name in step.adds:
            if name in names:
                raise InputError(f"has a column {name!r} already")
        number = 1
        if not table.metadata.num_rows:
            yield Chunk(number, ((Kind.RECORD, _packed(pa.RecordBatch.from_pylist([], table.schema_arrow))),))
        try:
            for batch in table.iter_batches(_ROWS):
                rows = max(1, batch.num_rows * CHUNK // max(1, batch.nbytes))
                for start in range(0, batch.num_rows, rows):
                    piece = batch.slice(start, rows)
                    yield Chunk(number, ((Kind.RECORD, _packed(piece)),))
                    number += piece.num_rows
        except (pa.ArrowException, OSError) as error:
            raise InputError(f"cannot be read to its end: {error}") from None

    def write(self, chunk: Chunk, desk: Desk) -> bytes:
        ((_, piece),) = chunk.pieces
        return _packed(worked(pa.ipc.open_stream(piece).read_next_batch(), chunk.first, desk))

    def finish(self, source: Path, part: Path, target: BinaryIO) -> None:
        """Raises InputError where the source cannot be read any more."""
        with source.open("rb") as file:
            table = _opened(file)
            codec = "snappy"
            if table.metadata.num_row_groups and table.metadata.num_columns:
                codec = table.metadata.row_group(0).column(0).compression.lower()
        writer, held, size = None, [], 0
        with part.open("rb") as spool:
            while spool.peek(1):
                for batch in pa.ipc.open_stream(spool):
                    writer = writer or _writer(target, batch.schema, codec)
                    held.append(batch)
                    size += batch.nbytes
                    if size >= _GROUP:
                        writer.write_table(pa.Table.from_batches(held))
                        held, size = [], 0
        assert writer is not None, "a table without rows is one chunk"
        if held:
            writer.write_table(pa.Table.from_batches(held))
        writer.close()


def worked(batch: Any, first: int, desk: Desk) -> Any:
    """What the step of a desk makes of a record batch whose first row has that number."""
    step = desk.step
    seen = _seen(batch.schema, step)
    columns = {name: batch.column(name).to_pylist() for name in seen}
    rows: list[TableRow] = []
    kept: list[bool] = []
    for k in range(batch.num_rows):
        values = {name: columns[name][k] for name in seen}
        made = desk.lead(first + k, partial(TableRow, values))
        kept.append(made is not None)
        rows.append(made if isinstance(made, TableRow) else TableRow(values))
    return _rebuilt(batch, rows, seen, step).filter(pa.array(kept, pa.bool_()))


def _opened(file: BinaryIO) -> Any:
    try:
        return pq.ParquetFile(file, pre_buffer=False)
    except (pa.ArrowException, OSError) as error:
        raise InputError(f"is no Parquet file that can be read: {error}") from None


def _writer(target: BinaryIO, schema: Any, codec: str) -> Any:
    kept = "none" if codec == "uncompressed" else codec
    return pq.ParquetWriter(target, schema, compression=kept, use_compliant_nested_type=False)  # names of parts stay


def _packed(batch: Any) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as stream:
        stream.write_batch(batch)
    return bytes(sink.getvalue())


def _seen(schema: Any, step: Step) -> list[str]:
    """The columns that a step may ask for: its own, and all texts where a note tells which."""
    if NOTE not in step.fields:
        return list(step.fields)
    return [item.name for item in schema if is_text(item.type)]


def is_text(kind: Any) -> bool:
    """Whether a column of that Arrow type holds text."""
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _rebuilt(batch: Any, rows: list[TableRow], seen: list[str], step: Step) -> Any:
    """The batch with what the rows now hold; columns that none of them changed stay the very same."""
    table = batch
    for name in seen:
        if name not in step.removes:
            at = table.schema.get_field_index(name)
            now = pa.array([row.values.get(name) for row in rows], batch.schema.field(name).type)
            if not now.equals(batch.column(name)):
                table = table.set_column(at, batch.schema.field(name), now)
    for name, kind in step.adds.items():
        made = pa.field(name, pa.string() if kind == "text" else pa.float64())
        now = pa.array([row.values.get(name) for row in rows], made.type)
        table = table.append_column(made, now)
    return table.drop_columns([name for name in step.removes if name in table.schema.names])
