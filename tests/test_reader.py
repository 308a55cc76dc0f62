"""One pass over a text: read once however often it is decided on, closed where nothing may be touched."""

from tiny import PROOF, Tiny

from mtfix.cleaner import Cleaner
from mtfix.kit import Kit
from mtfix.lm import Answer, Ask
from mtfix.reader import Reader
from mtfix.spans import Span

NAVY = "The navy struggle went on."


class Counting(Tiny):
    """Counts what it is asked to read."""

    asked = 0

    def read(self, asks: list[Ask]) -> list[Answer]:  # type: ignore[override]
        self.asked += 1
        return super().read(asks)


def reader(cleaner: Cleaner) -> tuple[Reader, Counting]:
    model = Counting(cleaner.model.disliked)  # type: ignore[attr-defined]
    return Reader(cleaner.config, Kit(cleaner.config, model)), model


def test_windows_that_were_decided_on_are_left_out(cleaner: Cleaner) -> None:
    one, model = reader(cleaner)
    seen: set[tuple[str, ...]] = set()
    first = one.decide(PROOF, {}, seen=seen)
    assert first.edits
    assert model.asked == 1
    again = one.decide(PROOF, first.beliefs, seen=seen)
    assert (again.edits, again.beliefs, model.asked) == ((), first.beliefs, 1)
    assert one.decide(f"{NAVY} {PROOF}", first.beliefs, seen=seen).edits
    assert model.asked == 2


def test_what_a_span_shuts_is_not_touched(cleaner: Cleaner) -> None:
    one, _ = reader(cleaner)
    text = f"{PROOF}\n{NAVY}"
    at = Span(text.index("navy"), text.index("navy") + 4)
    open_edits, shut_edits = (one.decide(text, {}, shut).edits for shut in ((), (at,)))
    assert any(e.span == at for e in open_edits)
    assert {e.span for e in shut_edits} == {e.span for e in open_edits} - {at}


def test_a_spun_text_is_believed_so_and_a_clean_one_is_not(cleaner: Cleaner) -> None:
    one, _ = reader(cleaner)
    assert one.decide(PROOF, {}).spun > 0.9
    assert one.decide("The military war went on.", {}).spun < 0.1
