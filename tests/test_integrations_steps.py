"""Tools that hand over one text after the other: spaCy, Scrapy, datatrove."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from pipelines import CLEAN, config
from spun import FIXED, SPUN, python

from mtfix.cleaner import Cleaner
from mtfix.errors import ConfigError

pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.mark.parametrize("name", ["arrow", "datatrove", "scrapy", "spacy"])
def test_a_missing_library_names_the_command(name: str) -> None:
    library = {"arrow": "pyarrow", "scrapy": "itemadapter"}.get(name, name)
    code = f"import sys; sys.modules['{library}'] = None\nimport mtfix.integrations.{name}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    extra = {"arrow": "parquet"}.get(name, name)
    assert f"pip install 'mtfix[{extra}]'" in done.stderr.splitlines()[-1]


class TestSpacy:
    @pytest.fixture
    def nlp(self, dictionary: Path) -> Any:
        spacy = pytest.importorskip("spacy")
        import mtfix.integrations.spacy  # noqa: F401  (a checkout has no entry points)

        made = spacy.blank("en")
        settings = {"model": "", "thesaurus": "", "dictionaries": [str(dictionary)], "min-score": 0.3}
        made.add_pipe("mtfix", config={"settings": settings})
        return made

    def test_findings_become_spans_and_the_text_stays(self, nlp: Any, dictionary: Path) -> None:
        doc = nlp(SPUN)
        found = Cleaner(config(dictionary)).find(SPUN)
        assert doc.text == SPUN
        assert len(found) == 64
        assert [(s.start_char, s.end_char, s.label_) for s in doc.spans["mtfix"]] == [(*f.span, f.rule) for f in found]
        assert [s.kb_id_ for s in doc.spans["mtfix"]] == [f.suggestions[0] for f in found]
        assert [s._.mtfix_score for s in doc.spans["mtfix"]] == [round(f.score, 4) for f in found]
        assert [tuple(s._.mtfix_suggestions) for s in doc.spans["mtfix"]] == [f.suggestions for f in found]
        assert doc._.mtfix_spun > 0.9

    def test_clean_and_empty_texts_have_no_spans(self, nlp: Any) -> None:
        assert [len(doc.spans["mtfix"]) for doc in nlp.pipe([CLEAN, ""])] == [0, 0]

    def test_documents_are_stored_with_what_was_found(self, nlp: Any) -> None:
        from spacy.tokens import DocBin

        (doc,) = DocBin().from_bytes(DocBin(docs=[nlp(SPUN)], store_user_data=True).to_bytes()).get_docs(nlp.vocab)
        assert [s._.mtfix_suggestions[0] for s in doc.spans["mtfix"]] == [s.kb_id_ for s in doc.spans["mtfix"]]

    def test_a_pipeline_is_saved_with_its_settings(self, nlp: Any, tmp_path: Path) -> None:
        import spacy

        nlp.to_disk(tmp_path / "saved")
        assert len(spacy.load(tmp_path / "saved")(SPUN).spans["mtfix"]) == 64

    def test_unknown_settings_fail(self, nlp: Any) -> None:
        with pytest.raises(ConfigError, match="budget"):
            nlp.add_pipe("mtfix", name="another", config={"settings": {"budgett": 1}})


SPIDER = """
import json, sys
import scrapy
from scrapy.crawler import CrawlerProcess

class Pages(scrapy.Spider):
    name = "pages"
    start_urls = [sys.argv[1]]
    def parse(self, response):
        for link in response.css("a::attr(href)").getall():
            yield response.follow(link, self.parse)
        if body := response.css("p::text").get():
            yield {"url": response.url.rsplit("/")[-1], "title": SPUN_TITLE, "text": body}

settings = {
    "ITEM_PIPELINES": {"mtfix.integrations.scrapy.Pipeline": 300},
    "FEEDS": {"items.jsonl": {"format": "jsonlines"}},
    "LOG_LEVEL": "ERROR", "TELNETCONSOLE_ENABLED": False, **json.loads(sys.argv[2]),
}
process = CrawlerProcess(settings)
crawler = process.create_crawler(Pages)
process.crawl(crawler)
process.start()
stats = crawler.stats.get_stats()
print(json.dumps({key: value for key, value in stats.items() if key.startswith("mtfix/")}))
"""


class TestScrapy:
    @pytest.fixture
    def site(self, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
        pytest.importorskip("scrapy")
        folder = tmp_path_factory.mktemp("site")
        (folder / "index.html").write_text("<a href=spun.html>1</a> <a href=clean.html>2</a>")
        for name, text in (("spun", SPUN), ("clean", CLEAN)):
            (folder / f"{name}.html").write_text(f"<p>{text}</p>")

        class Quiet(SimpleHTTPRequestHandler):
            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/index.html"
        server.shutdown()
        server.server_close()

    def crawl(self, site: str, **settings: Any) -> tuple[dict[str, str], dict[str, int], str]:
        Path("spider.py").write_text(SPIDER.replace("SPUN_TITLE", repr(SPUN)))
        done = python("spider.py", site, json.dumps({"MTFIX_CONFIG": "pyproject.toml", **settings}))
        items = Path("items.jsonl").read_text().splitlines() if Path("items.jsonl").exists() else []
        lines = done.stdout.decode().splitlines()
        texts = {item["url"]: item["text"] for item in map(json.loads, items)}
        return texts, json.loads(lines[-1]) if lines else {}, done.stderr.decode()

    def test_items_are_repaired(self, site: str, here: Path) -> None:
        texts, stats, told = self.crawl(site)
        assert texts == {"spun.html": FIXED, "clean.html": CLEAN}, told
        assert stats == {"mtfix/items": 2, "mtfix/edits": 64}

    def test_spun_items_are_dropped(self, site: str, here: Path) -> None:
        texts, stats, _ = self.crawl(site, MTFIX_DROP_SPUN=0.9)
        assert texts == {"clean.html": CLEAN}
        assert stats["mtfix/spun"] == 1

    def test_other_fields_are_repaired_on_request(self, site: str, here: Path) -> None:
        texts, stats, _ = self.crawl(site, MTFIX_FIELDS=["title", "subtitle"])
        assert texts == {"spun.html": SPUN, "clean.html": CLEAN}
        assert stats == {"mtfix/items": 2, "mtfix/edits": 128}

    def test_items_without_text_are_counted(self, site: str, here: Path) -> None:
        _, stats, _ = self.crawl(site, MTFIX_FIELDS=["body"])
        assert stats == {"mtfix/no_text": 2}

    @pytest.mark.parametrize(
        ("settings", "message"),
        [
            ({"MTFIX_FEILDS": ["text"]}, "unknown setting MTFIX_FEILDS"),
            ({"MTFIX_DROP_SPUN": "much"}, "MTFIX_DROP_SPUN must be a probability"),
            ({"MTFIX_DROP_SPUN": True}, "MTFIX_DROP_SPUN must be a probability"),
            ({"MTFIX_CONFIG": "no.toml"}, "no.toml: cannot be read"),
        ],
    )
    def test_wrong_settings_stop_the_crawl(self, site: str, here: Path, settings: dict[str, Any], message: str) -> None:
        texts, _, told = self.crawl(site, **settings)
        assert not texts
        assert message in told


class TestDatatrove:
    def run(self, *steps: Any) -> list[dict[str, Any]]:
        """What the real executor, with two tasks in two processes, writes."""
        from datatrove.executor import LocalPipelineExecutor
        from datatrove.pipeline.readers import JsonlReader
        from datatrove.pipeline.writers import JsonlWriter

        Path("in").mkdir()
        for name, text in (("spun", SPUN), ("clean", CLEAN)):
            Path(f"in/{name}.jsonl").write_text(json.dumps({"id": name, "text": text}) + "\n")
        pipeline = [JsonlReader("in"), *steps, JsonlWriter("out", compression=None)]
        LocalPipelineExecutor(pipeline, tasks=2, workers=2, logging_dir="logs", skip_completed=False).run()
        rows = [json.loads(line) for path in sorted(Path("out").iterdir()) for line in path.read_text().splitlines()]
        return sorted(rows, key=lambda row: str(row["id"]))

    def test_documents_are_repaired_and_tell_how_spun_they_were(self, here: Path, dictionary: Path) -> None:
        pytest.importorskip("datatrove")
        from mtfix.integrations.datatrove import Repairing

        clean, spun = self.run(Repairing(config(dictionary)))
        assert (clean["text"], clean["metadata"]["mtfix_edits"]) == (CLEAN, 0)
        assert (spun["text"], spun["metadata"]["mtfix_edits"]) == (FIXED, 64)
        assert clean["metadata"]["mtfix_spun"] < 0.9 < spun["metadata"]["mtfix_spun"]

    @pytest.mark.parametrize("repairs", [False, True])
    def test_spun_documents_are_dropped_before_or_after_repair(
        self, here: Path, dictionary: Path, repairs: bool
    ) -> None:
        pytest.importorskip("datatrove")
        from mtfix.integrations.datatrove import Repairing, Unspun

        first = [Repairing(config(dictionary))] if repairs else []
        (kept,) = self.run(*first, Unspun(0.9, config(dictionary)))
        assert kept["id"] == "clean"
