"""Arrow tables and record batches, which Spark, Ray Data and others hand to Python as they are."""

from dataclasses import dataclass
from typing import Any

from mtfix.integrations import missing
from mtfix.integrations.work import Work, check, tell

try:
    import pyarrow as pa
except ImportError:
    raise missing("pyarrow", "parquet") from None

from mtfix.batch.parquet import is_text, worked


@dataclass(frozen=True)
class Cleaning(Work):
    """Repairs the text columns of a record batch or table; every other column stays the very same.

    `ray.data.read_parquet(...).map_batches(Cleaning(), batch_format="pyarrow")`; options as of `Work`.
    """

    def __call__(self, table: Any) -> Any:
        """The same kind of thing; raises InputError for a column that is missing or holds no text."""
        check(self, {item.name: is_text(item.type) for item in table.schema})
        desk = self.desk()
        if isinstance(table, pa.RecordBatch):
            out = worked(table, 1, desk)
        else:
            made, first = [], 1
            for batch in table.to_batches() or [pa.RecordBatch.from_pylist([], table.schema)]:
                made.append(worked(batch, first, desk))
                first += batch.num_rows
            out = pa.Table.from_batches(made)
        tell(desk)
        return out
