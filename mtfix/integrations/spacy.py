"""spaCy: a component that marks what mtfix finds, and never changes a document's text.

Wherever mtfix is installed spaCy knows it by name: `nlp.add_pipe("mtfix")`.
"""

from dataclasses import dataclass
from typing import Any

from mtfix.config import Config
from mtfix.integrations import cleaner, missing

try:
    from spacy.language import Language
    from spacy.tokens import Doc, Span
except ImportError:
    raise missing("spacy") from None

NAME = "mtfix"


@dataclass(frozen=True)
class Marking:
    """Fills `doc.spans["mtfix"]` with findings, sorted by place, widened to whole tokens.

    A span's label is the rule, its kb_id the first suggestion, `span._.mtfix_score` the probability that it is wrong
    and `span._.mtfix_suggestions` all suggestions; `doc._.mtfix_spun` tells how probably a machine rewrote the text.
    """

    config: Config

    def __call__(self, doc: Doc) -> Doc:
        """The same document, marked; raises what `Cleaner.repair` raises."""
        from mtfix.cleaner import findings

        made = cleaner(self.config).repair(doc.text)
        spans = []
        for found in findings(made):
            start, end = found.span
            end = max(end, min(start + 1, len(doc.text)))  # where something is only missing, what it is missing before
            kb_id = found.suggestions[0] if found.suggestions else ""
            span = doc.char_span(start, end, label=found.rule, kb_id=kb_id, alignment_mode="expand")
            if span is not None:
                span._.mtfix_score = round(found.score, 4)
                span._.mtfix_suggestions = list(found.suggestions)
                spans.append(span)
        doc.spans[NAME] = spans
        doc._.mtfix_spun = round(made.spun, 4)
        return doc


@Language.factory(NAME, default_config={"settings": {}}, assigns=["doc.spans"])  # type: ignore[untyped-decorator, unused-ignore]
def component(nlp: Language, name: str, settings: dict[str, Any]) -> Marking:
    """What `nlp.add_pipe("mtfix", config={"settings": {"budget": 0.5}})` adds: settings as in `[tool.mtfix]`."""
    del nlp, name
    for host, attribute in ((Span, "mtfix_score"), (Span, "mtfix_suggestions"), (Doc, "mtfix_spun")):
        if not host.has_extension(attribute):
            host.set_extension(attribute, default=None)
    return Marking(Config.parse(settings))
