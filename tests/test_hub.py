"""Any transformers model: shared and batched answers equal those of a straightforward reading."""

from typing import Any

import pytest

from mtfix.candidates import Candidate
from mtfix.lm import Ask, plans
from mtfix.lm.hub import Hub
from mtfix.spans import Document, Span

torch = pytest.importorskip("torch")
tiny_models = pytest.importorskip("tiny_models")
OTHER, TEXT = tiny_models.OTHER, tiny_models.TEXT
DOC = Document(TEXT)


@pytest.fixture(scope="module")
def hubs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Hub]:
    """One small random model of each kind."""
    home = tmp_path_factory.mktemp("models")
    for kind in tiny_models.KINDS:
        tiny_models.save(home / kind, kind)
    return {kind: Hub(str(home / kind)) for kind in tiny_models.KINDS}


def candidate(doc: Document, at: int, phrase: str, after: str = "", start: int | None = None) -> Candidate:
    token = doc.tokens[at]
    span = Span(token.start if start is None else start, token.end)
    return Candidate(at, at + 1, phrase, span, after or phrase, "MT101", ("spin",))


def hypotheses() -> tuple[tuple[Candidate, ...], ...]:
    words = DOC.words
    war = candidate(DOC, words.index("struggle"), "war")
    said = candidate(DOC, words.index("mentioned"), "said")
    unit = words.index("unit")
    article = candidate(DOC, unit, "squad", "a squad", DOC.tokens[unit - 1].start)
    last = candidate(DOC, len(words) - 2, "declared war")
    first = candidate(DOC, 0, "There")
    return (
        (war,),
        (said,),
        (said, war),
        (article,),
        (last,),
        (first, said, war, last),
        (candidate(DOC, 3, "navy"),),
        (),
    )


def edited(doc: Document, hypothesis: tuple[Candidate, ...]) -> str:
    text = doc.text
    for c in reversed(hypothesis):
        text = text[: c.span.start] + c.after + text[c.span.end :]
    return text


def logs(model: Hub, ids: list[int]) -> Any:
    """What a model says at each place of a plain sequence, alone in its batch."""
    with torch.no_grad():
        return torch.log_softmax(model._model(torch.tensor([ids])).logits[0].double(), -1)


def total(model: Hub, text: str) -> float:
    ids = [model._root, *model._backend.encode(text, add_special_tokens=False).ids]
    said = logs(model, ids)
    return sum(float(said[k - 1, ids[k]]) for k in range(1, len(ids)))


@pytest.mark.parametrize("kind", ["gpt2", "llama", "bloom"])
def test_gains_are_those_of_the_whole_text(hubs: dict[str, Hub], kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plans, "TAIL", 999)
    model, asked = hubs[kind], hypotheses()
    answer = model.read([Ask(DOC, 0, len(DOC.tokens), asked)])[0]
    plain = [total(model, edited(DOC, h)) - total(model, DOC.text) for h in asked]
    assert answer.gains == pytest.approx(plain, abs=1e-3)
    assert answer.gains[-2:] == (0.0, 0.0)
    assert sum(answer.surprise) == pytest.approx(-total(model, DOC.text), abs=0.05)  # 30 rounded figures
    assert not model.additive


def test_text_after_the_tail_does_not_count(hubs: dict[str, Hub], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plans, "TAIL", 3)
    model, (war,) = hubs["gpt2"], hypotheses()[0]
    longer = model.read([Ask(DOC, 0, len(DOC.tokens), ((war,),))])[0].gains
    shorter = model.read([Ask(DOC, 0, war.last + 5, ((war,),))])[0].gains
    assert longer == pytest.approx(shorter, abs=1e-3)


@pytest.mark.parametrize("kind", ["gpt2", "llama"])
def test_sharing_beginnings_changes_nothing(hubs: dict[str, Hub], kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    model = hubs[kind]
    assert model.branching
    asks = [Ask(DOC, 0, 11, hypotheses()[:3]), Ask(DOC, 11, len(DOC.tokens), (hypotheses()[3], hypotheses()[4]))]
    shared = model.read(asks)
    monkeypatch.setattr(plans, "NODES", 5)  # many small trees
    split = model.read(asks)
    monkeypatch.setattr(model, "branching", False)
    alone = model.read(asks)
    for one, two, three in zip(shared, split, alone, strict=True):
        assert one.gains == pytest.approx(two.gains, abs=1e-3)
        assert one.gains == pytest.approx(three.gains, abs=1e-3)
        assert one.surprise == pytest.approx(three.surprise, abs=1e-3)


def test_positions_that_a_model_does_not_take_are_noticed(hubs: dict[str, Hub]) -> None:
    assert not hubs["bloom"].branching


@pytest.mark.parametrize("kind", ["gpt2", "bloom", "bert"])
def test_batches_do_not_change_answers(hubs: dict[str, Hub], kind: str) -> None:
    model = hubs[kind]
    asks = [
        Ask(DOC, 0, len(DOC.tokens), hypotheses()),
        Ask(OTHER, 0, len(OTHER.tokens), ((candidate(OTHER, 1, "said"),),)),
        Ask(DOC, 0, 11, hypotheses()[:3]),
        Ask(OTHER, 3, 9, ()),
    ]
    together = model.read(asks)
    assert together == model.read(asks)
    for ask, answer in zip(asks, together, strict=True):
        alone = model.read([ask])[0]
        assert answer.gains == pytest.approx(alone.gains, abs=1e-3)
        assert answer.surprise == pytest.approx(alone.surprise, abs=1e-3)
        assert len(answer.surprise) == ask.last - ask.first
    other = [answer for ask, answer in zip(asks, together, strict=True) if ask.document is OTHER]
    assert model.read([asks[1], asks[3]]) == other  # to the last digit: no batch mixes documents


def hidden(model: Hub, text: str, start: int, end: int) -> float:
    """Log-probability of the pieces between two offsets, each with its followers hidden."""
    found = model._backend.encode(text)
    own = [k for k, (low, high) in enumerate(found.offsets) if low < end and high > start]
    nats = 0.0
    for done, at in enumerate(own):
        ids = [model._mask if k in own[done:] else piece for k, piece in enumerate(found.ids)]
        nats += float(logs(model, ids)[at, found.ids[at]])
    return nats


def test_masked_models_compare_phrases_in_their_place(hubs: dict[str, Hub]) -> None:
    model = hubs["bert"]
    assert model.additive
    answer = model.read([Ask(DOC, 0, len(DOC.tokens), hypotheses())])[0]
    singles = {}
    for k in (0, 1, 3, 4):
        (c,) = hypotheses()[k]
        after = hidden(model, edited(DOC, (c,)), c.span.start, c.span.start + len(c.after))
        singles[k] = after - hidden(model, DOC.text, *c.span)
        assert answer.gains[k] == pytest.approx(singles[k], abs=1e-3)
    assert answer.gains[2] == pytest.approx(singles[0] + singles[1], abs=1e-3)
    assert answer.gains[6:] == (0.0, 0.0)
    assert min(answer.surprise) > 0


def test_odd_texts_are_read(hubs: dict[str, Hub]) -> None:
    doc = Document("a\ud800b …" + "x" * 3000 + " is long")
    for model in hubs.values():
        last = len(doc.tokens) - 1
        answer = model.read([Ask(doc, 0, len(doc.tokens), ((candidate(doc, last, "short"),),))])[0]
        assert len(answer.surprise) == len(doc.tokens)
        assert answer.gains == (plans.ABSENT,)  # beyond what the model can read
        assert model.read([]) == []
