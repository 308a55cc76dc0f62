"""datatrove: a step that repairs documents, and drops those that were spun if asked to."""

from typing import TYPE_CHECKING, Any

from mtfix.config import Config
from mtfix.errors import FATAL, ConfigError
from mtfix.integrations import cleaner, missing

try:
    from datatrove.pipeline.filters.base_filter import BaseFilter
    from datatrove.pipeline.formatters.base import BaseFormatter
except ImportError:
    raise missing("datatrove") from None

if TYPE_CHECKING:
    from datatrove.data import Document, DocumentsPipeline

SPUN = "mtfix_spun"  # metadata: how probably the text was spun, before it was repaired


class Repairing(BaseFormatter):  # type: ignore[misc]
    """Repairs texts; `mtfix_spun` and `mtfix_edits` (how many) go into the metadata, and are counted as statistics.

    A document that fails stays as it is, with `mtfix_error` in its metadata.
    """

    name = "mtfix"

    def __init__(self, config: Config | None = None) -> None:
        super().__init__()
        self.config = config or Config()

    def format(self, text: str) -> str:
        """The repaired text."""
        return cleaner(self.config).clean(text)

    def run(self, data: "DocumentsPipeline", rank: int = 0, world_size: int = 1) -> "DocumentsPipeline":
        """Repairs documents one by one."""
        del rank, world_size
        for doc in data or ():
            self.stat_update("total")
            with self.track_time():
                self._repair(doc)
            yield doc

    def _repair(self, doc: "Document") -> None:
        try:
            made = cleaner(self.config).repair(doc.text)
        except FATAL:
            raise
        except Exception as error:
            doc.metadata["mtfix_error"] = f"{type(error).__name__}: {error}"
            self.stat_update("failed")
            return
        doc.text = made.after
        doc.metadata |= {SPUN: round(made.spun, 4), "mtfix_edits": len(made.edits)}
        self.stat_update("edits", value=len(made.edits), unit="doc")


class Unspun(BaseFilter):  # type: ignore[misc]
    """Keeps documents that were spun with a probability below `drop`; behind `Repairing` it reads none again."""

    name = "mtfix spun"

    def __init__(self, drop: float = 0.9, config: Config | None = None, exclusion_writer: Any = None) -> None:
        super().__init__(exclusion_writer)
        if not 0 < drop <= 1:
            raise ConfigError(f"drop must be a probability above 0 and up to 1, found {drop!r}")
        self.drop, self.config = drop, config or Config()

    def filter(self, doc: "Document") -> bool | tuple[bool, str]:
        """Whether to keep a document."""
        if SPUN not in doc.metadata:
            doc.metadata[SPUN] = round(cleaner(self.config).repair(doc.text).spun, 4)
        return doc.metadata[SPUN] < self.drop or (False, "spun")
