"""Tables of records: Hugging Face datasets, Arrow, Spark. What comes out is what `mtfix batch` writes."""

import pickle
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pipelines import KEPT, RECORDS, REPAIRED, config
from spun import FIXED, SPUN, mtfix

from mtfix.errors import ConfigError, InputError
from mtfix.integrations.work import Work

pa = pytest.importorskip("pyarrow")
import pyarrow.parquet as pq  # noqa: E402

from mtfix.integrations import arrow  # noqa: E402


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"text_fields": "text"}, "list of names"),
        ({"text_fields": ()}, "list of names"),
        ({"mark": True}, "needs drop"),
        ({"drop": 90}, "from 0 to 1"),
    ],
)
def test_options_that_make_no_sense_are_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        Work(**options)


def test_arrow_tables_and_batches_keep_their_other_columns(dictionary: Path) -> None:
    cleaning = pickle.loads(pickle.dumps(arrow.Cleaning(config=config(dictionary))))
    table = pa.Table.from_pylist(RECORDS)
    assert cleaning(table).equals(pa.Table.from_pylist(REPAIRED))
    assert cleaning(table.slice(0, 0)).equals(table.slice(0, 0))
    (batch,) = table.to_batches()
    assert cleaning(batch).to_pylist() == REPAIRED


def test_spun_records_are_dropped_or_marked(dictionary: Path) -> None:
    table = pa.Table.from_pylist(RECORDS)
    assert arrow.Cleaning(config=config(dictionary), drop=0.9)(table).to_pylist() == KEPT
    marked = arrow.Cleaning(config=config(dictionary), drop=0.9, mark=True)(table).to_pylist()
    assert [bool(row.pop("mtfix_spun")) for row in marked] == [True, False, False, False]
    assert marked == REPAIRED


@pytest.mark.parametrize(("field", "message"), [("body", "no column 'body'"), ("n", "not hold text")])
def test_columns_that_hold_no_text_are_named(dictionary: Path, field: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        arrow.Cleaning([field], config(dictionary))(pa.Table.from_pylist(RECORDS))


@pytest.mark.filterwarnings("ignore")
class TestDatasets:
    @pytest.fixture
    def loaded(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
        monkeypatch.setenv("HF_DATASETS_OFFLINE", "1")
        datasets = pytest.importorskip("datasets")
        pq.write_table(pa.Table.from_pylist(RECORDS), tmp_path / "in.parquet")
        return datasets.Dataset.from_parquet(str(tmp_path / "in.parquet"), cache_dir=str(tmp_path / "cache"))

    @pytest.mark.parametrize("processes", [None, 2])
    def test_map_repairs(self, loaded: Any, dictionary: Path, processes: int | None) -> None:
        from mtfix.integrations.datasets import Cleaning

        made = loaded.map(Cleaning(config=config(dictionary)), batched=True, batch_size=2, num_proc=processes)
        assert made.to_list() == REPAIRED
        assert made.features == loaded.features

    def test_results_are_cached_by_what_is_done(self, loaded: Any, dictionary: Path) -> None:
        from mtfix.integrations.datasets import Cleaning

        marks = [
            loaded.map(Cleaning(config=config(dictionary), drop=drop), batched=True)._fingerprint
            for drop in (None, None, 0.9)
        ]
        assert marks[0] == marks[1] != marks[2]

    def test_spun_records_are_dropped(self, loaded: Any, dictionary: Path) -> None:
        from mtfix.integrations.datasets import Cleaning

        assert loaded.map(Cleaning(config=config(dictionary), drop=0.9), batched=True).to_list() == KEPT

    def test_single_records_are_refused(self, loaded: Any, dictionary: Path) -> None:
        from mtfix.integrations.datasets import Cleaning

        with pytest.raises(InputError, match="batched=True"):
            loaded.map(Cleaning(config=config(dictionary)))


@pytest.mark.filterwarnings("ignore")
@pytest.mark.skipif(not shutil.which("java"), reason="Spark needs Java 17")
class TestSpark:
    @pytest.fixture(scope="class")
    def spark(self) -> Iterator[Any]:
        sql = pytest.importorskip("pyspark.sql")
        made = (
            sql.SparkSession.builder.master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", "2")
            .getOrCreate()
        )
        yield made
        made.stop()

    def test_parquet_comes_out_as_from_batch(self, spark: Any, here: Path, dictionary: Path) -> None:
        from mtfix.integrations.spark import repaired

        rows = [
            {**row, "id": 4 * k + row["id"], "text": row["text"] and f"{row['text']} {k}."}
            for k in range(20)
            for row in RECORDS
        ]
        (here / "in").mkdir()
        for k in range(2):
            pq.write_table(pa.Table.from_pylist(rows[k::2]), here / "in" / f"{k}.parquet")
        assert mtfix("batch", "in", "out").returncode == 0
        frame = repaired(spark.read.parquet(str(here / "in")), config=config(dictionary))
        frame.write.parquet(str(here / "spark"))
        batch, made = (
            sorted(pq.read_table(here / name).to_pylist(), key=lambda r: r["id"]) for name in ("out", "spark")
        )
        assert made == batch
        assert sum((row["text"] or "").startswith(FIXED) for row in made) == 20
        assert sum((row["text"] or "").startswith(SPUN) for row in rows) == 20

    def test_spun_records_are_marked(self, spark: Any, tmp_path: Path, dictionary: Path) -> None:
        from mtfix.integrations.spark import repaired

        pq.write_table(pa.Table.from_pylist(RECORDS), tmp_path / "in.parquet")
        frame = spark.read.parquet(str(tmp_path / "in.parquet"))
        rows = repaired(frame, config=config(dictionary), drop=0.9, mark=True).collect()
        assert {row["id"]: bool(row["mtfix_spun"]) for row in rows} == {1: True, 2: False, 3: False, 4: False}

    def test_a_column_without_text_is_refused_before_anything_runs(self, spark: Any, tmp_path: Path) -> None:
        from mtfix.integrations.spark import repaired

        pq.write_table(pa.Table.from_pylist(RECORDS), tmp_path / "in.parquet")
        with pytest.raises(InputError, match="'n' does not hold text"):
            repaired(spark.read.parquet(str(tmp_path / "in.parquet")), ["n"])
