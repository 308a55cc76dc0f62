"""Scrapy: an item pipeline. `ITEM_PIPELINES = {"mtfix.integrations.scrapy.Pipeline": 300}`"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from mtfix.config import Config
from mtfix.edits import Repair
from mtfix.errors import FATAL, ConfigError
from mtfix.integrations import cleaner, missing

try:
    from itemadapter import ItemAdapter
    from scrapy.exceptions import DropItem
    from scrapy.utils.defer import maybe_deferred_to_future
    from twisted.internet.threads import deferToThread
except ImportError:
    raise missing("scrapy") from None

SETTINGS = {
    "MTFIX_FIELDS": 'the fields that hold text, ["text"] if not given',
    "MTFIX_DROP_SPUN": "items that were spun with this probability or more are dropped, such as 0.9; none if not given",
    "MTFIX_CONFIG": "a TOML file with a [tool.mtfix] table, or such a table",
}


@dataclass(frozen=True)
class Pipeline:
    """Repairs the text fields of items, in threads, so that the crawl goes on meanwhile.

    Settings are those of SETTINGS; an unknown one that begins with MTFIX_ is an error. Fields that an item does not
    have are passed over; one that fails stays as it is and is logged. Statistics: `mtfix/items`, `/edits`, `/spun`,
    `/failed`, `/no_text` (items without any of the fields).
    """

    crawler: Any
    fields: tuple[str, ...]
    drop: float | None
    config: Config

    @classmethod
    def from_crawler(cls, crawler: Any) -> Self:
        """Raises ConfigError for settings that cannot be used."""
        settings = crawler.settings
        for name in settings:
            if name.startswith("MTFIX_") and name not in SETTINGS:
                raise ConfigError(f"unknown setting {name} (known: {', '.join(SETTINGS)})")
        fields = tuple(settings.getlist("MTFIX_FIELDS", ["text"]))
        try:
            drop = None if settings.get("MTFIX_DROP_SPUN") is None else settings.getfloat("MTFIX_DROP_SPUN")
        except ValueError:
            drop = -1.0
        if (drop is not None and not 0 < drop <= 1) or settings.get("MTFIX_DROP_SPUN") is True:
            raise ConfigError("MTFIX_DROP_SPUN must be a probability above 0 and up to 1, such as 0.9")
        given = settings.get("MTFIX_CONFIG") or {}
        # a command-line setting is always a string: the name of a file
        config = Config.parse(given) if isinstance(given, Mapping) else Config.load(Path(given))
        return cls(crawler, fields, drop, config)

    def open_spider(self) -> None:
        """Loads the models before the first item, once for all threads."""
        cleaner(self.config).repair("")

    async def process_item(self, item: Any) -> Any:
        """The item, repaired; raises DropItem where it was spun."""
        count = self.crawler.stats.inc_value
        adapter = ItemAdapter(item)
        texts = {name: adapter[name] for name in self.fields if isinstance(adapter.get(name), str)}
        count("mtfix/items" if texts else "mtfix/no_text")
        for name, text in texts.items():
            made = await maybe_deferred_to_future(deferToThread(self._repaired, text))
            if made is None:
                count("mtfix/failed")
                continue
            if self.drop is not None and made.spun >= self.drop:
                count("mtfix/spun")
                raise DropItem(f"spun with a probability of {made.spun:.2f}")
            count("mtfix/edits", len(made.edits))
            adapter[name] = made.after
        return item

    def _repaired(self, text: str) -> Repair | None:
        try:
            return cleaner(self.config).repair(text)
        except FATAL:
            raise
        except Exception:
            self.crawler.spider.logger.exception("mtfix failed; the text stays as it is")
            return None
