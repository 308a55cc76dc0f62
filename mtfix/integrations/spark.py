"""Apache Spark: a data frame with its texts repaired.

Batches pass as Arrow (`mapInArrow`), not as pandas frames: in those a column of integers with one empty field turns
into floats, and numbers above 2^53 come out as others.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from mtfix.config import Config
from mtfix.integrations import alone, missing


def repaired(
    frame: Any,
    text_fields: Sequence[str] = ("text",),
    config: Config | None = None,
    *,
    annotate: bool = False,
    drop: float | None = None,
    mark: bool = False,
) -> Any:
    """The frame with its text columns repaired, every other column as it was; options as of `Work`.

    `repaired(spark.read.parquet("crawl/")).write.parquet("cleaned/")`. Each Python worker loads the model once and
    reads with one thread; mtfix, and the assets of the configuration, must be installed where the workers run. Raises
    InputError for a column that is missing or holds no text.
    """
    try:
        from pyspark.sql.types import DoubleType, StringType, StructField, StructType
    except ImportError:
        raise missing("pyspark") from None
    from mtfix.integrations.arrow import Cleaning
    from mtfix.integrations.work import check

    work = Cleaning(text_fields, config or Config(), annotate, drop, mark)
    check(work, {item.name: isinstance(item.dataType, StringType) for item in frame.schema})
    kinds = {"text": StringType(), "number": DoubleType()}
    more = [StructField(name, kinds[kind]) for name, kind in work.adds.items()]

    def batches(source: Iterator[Any]) -> Iterator[Any]:
        alone()
        return map(work, source)

    return frame.mapInArrow(batches, StructType([*frame.schema.fields, *more]))
