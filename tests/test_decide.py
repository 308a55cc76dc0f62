import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiny import SURE, Reader, Tiny

from mtfix import decide, weighing, witnesses
from mtfix.artefacts.found import Artefact
from mtfix.candidates import Candidate, from_matches
from mtfix.dictionary import Row
from mtfix.dictionary.matcher import Matcher
from mtfix.edits import Edit
from mtfix.prior import Belief
from mtfix.spans import Document, Span
from mtfix.windows import windows

TEXT = "The navy struggle in the Center East hurt individuals. The navy left."
DOC = Document(TEXT)
ROWS = [
    Row("center east", "middle east", "", "spin", "a"),
    Row("individuals", "people", "", "spin", "a"),
    Row("navy", "military", "", "spin", "a"),
    Row("navy", "army", "", "calque-de", "an"),
    Row("struggle", "war", "", "spin", "a"),
]
FOUND = from_matches(DOC, Matcher(ROWS).matches(DOC))
TINY = Tiny(["navy", "struggle", "center"])


def candidate(first: int, phrase: str) -> Candidate:
    token = DOC.tokens[first]
    return Candidate(first, first + 1, phrase, token, phrase, "MT101", ("spin",))


def test_additive_models_are_asked_once_for_each_candidate() -> None:
    answers, gains = weighing.ask(TINY, DOC, list(windows(DOC)), [FOUND])
    assert set(gains) == set(FOUND)
    assert {c.phrase: gain for c, gain in gains.items()} == {
        "military": SURE,
        "army": SURE,
        "war": SURE,
        "middle east": SURE,
        "people": -SURE,
    }
    assert sum(len(answer.surprise) for answer in answers) == len(DOC.tokens)


def test_models_that_read_each_set_come_to_the_same_gains() -> None:
    stretches = list(windows(DOC))
    inside = weighing.by_window(FOUND, stretches)
    _, once = weighing.ask(TINY, DOC, stretches, inside)
    _, each = weighing.ask(Reader(TINY.disliked), DOC, stretches, inside)
    assert {c: gain > 0 for c, gain in each.items()} == {c: gain > 0 for c, gain in once.items()}


def test_candidates_that_cross_a_window_are_not_asked() -> None:
    (middle,) = [c for c in FOUND if c.phrase == "middle east"]
    inside = weighing.by_window(FOUND, [(0, middle.first + 1), (middle.first + 1, len(DOC.tokens))])
    assert {c for own in inside for c in own} == set(FOUND) - {middle}


def weighed_by(odds: dict[Candidate, float], belief: Belief) -> list[weighing.Weighed]:
    beliefs = {"spin": belief, witnesses.WORD: belief}
    evidence = weighing.gather(DOC, odds, odds, {}, asked=[], beliefs=beliefs, frequency={})
    return weighing.weigh(evidence, belief.spun, None)[0]


@given(st.lists(st.floats(-20, 20), min_size=1, max_size=6), st.floats(-6, 6))
def test_rivals_share_one_probability(gains: list[float], shift: float) -> None:
    rivals = [candidate(1, f"w{k}") for k in range(len(gains))]
    own = dict(zip(rivals, gains, strict=True))
    weighed = weighed_by(own, Belief(1.0, shift))
    hopeful = {c for c, gain in own.items() if gain + shift > weighing.HOPELESS}
    assert {w.candidate for w in weighed} == hopeful
    assert all(0 <= w.score <= 1 for w in weighed)
    assert sum(w.score for w in weighed) <= 1.001
    if hopeful:
        assert max(weighed, key=lambda w: w.score).gain == pytest.approx(max(gains), abs=0.01)


def test_the_document_prior_moves_every_probability_of_its_family() -> None:
    one = candidate(1, "military")

    def score(spun: float, shift: float) -> float:
        return weighed_by({one: 1.0}, Belief(spun, shift))[0].score

    assert score(1.0, -5.0) < score(1.0, -1.0) == 0.5 < score(1.0, 5.0)
    assert score(0.5, -1.0) == 0.25
    assert score(0.0, 5.0) == 0.0


def weighed(*scores: tuple[int, str, float]) -> list[weighing.Weighed]:
    return [weighing.Weighed(candidate(first, phrase), 1.0, score) for first, phrase, score in scores]


@pytest.mark.parametrize(
    ("scores", "made", "left"),
    [
        ([(1, "military", 0.95)], ["military"], []),
        ([(1, "military", 0.9)], ["military"], []),
        ([(1, "military", 0.6)], [], ["military"]),
        ([(1, "military", 0.4)], [], []),
        ([(1, "military", 0.4), (1, "army", 0.3)], [], ["military"]),  # something is wrong, but what was it?
        ([(1, "military", 0.95), (2, "war", 0.95)], ["military", "war"], []),
        ([(1, "military", 0.05), (1, "army", 0.92)], ["army"], []),
        ([], [], []),
    ],
)
def test_the_policy(scores: list[tuple[int, str, float]], made: list[str], left: list[str]) -> None:
    edits, rest = decide.edits_and_rest(DOC, weighed(*scores), {}, 0.9, 0.5)
    assert [e.after for e in edits] == made
    assert [item.candidates[0].after for item in rest] == left
    assert all(item.reason and item.finding.suggestions[0] == item.candidates[0].after for item in rest)


def test_an_edit_explains_itself() -> None:
    (edit,), _ = decide.edits_and_rest(DOC, weighed((1, "military", 0.95), (1, "army", 0.04)), {}, 0.9, 0.5)
    assert edit == Edit(Span(4, 8), "navy", "military", "MT101", "safe", 0.95, 1.0, "spin", "army")


def test_a_document_is_believed_spun_where_its_candidates_fit() -> None:
    words = dict.fromkeys(range(len(DOC.words)), -9.0)
    clean, spun = (
        witnesses.believe(DOC, dict.fromkeys(FOUND, gain), words, TINY.calibration) for gain in (-SURE, SURE)
    )
    assert clean["spin"].spun < 0.01
    assert spun["spin"].spun > 0.2
    assert spun[witnesses.WORD].spun == spun["spin"].spun
    assert witnesses.believe(DOC, {}, words, TINY.calibration)[witnesses.WORD].spun < 0.01


def test_words_that_no_candidate_explains_speak_for_a_spun_document_too() -> None:
    doc = Document("One two. " + " ".join(f"{word} expressed pasture{word}" for word in "abcdefghijklmnop"))
    odd, plain = (dict.fromkeys(range(len(doc.words)), value) for value in (3.0, -3.0))
    assert witnesses.believe(doc, {}, odd, TINY.calibration)[witnesses.WORD].spun > 0.1
    assert witnesses.believe(doc, {}, plain, TINY.calibration)[witnesses.WORD].spun < 0.001


def test_of_two_readings_the_firmer_belief_holds() -> None:
    one, other = {"spin": Belief(0.9, -1.0), "word": Belief(0.5, 0.0)}, {"spin": Belief(0.2, 3.0)}
    assert witnesses.firmer(one, other) == {"spin": Belief(0.9, 3.0), "word": Belief(0.5, 0.0)}


@pytest.mark.parametrize(("odds", "probability"), [(0.0, 0.5), (50.0, 1.0), (-1000.0, 0.0), (1000.0, 1.0)])
def test_sigmoid(odds: float, probability: float) -> None:
    assert weighing.sigmoid(odds) == pytest.approx(probability, abs=1e-9)


@pytest.mark.parametrize(
    ("family", "frequency", "repaired"),
    [
        ("calque-es", {"the": 50_000.0}, True),
        ("calque-es", {"the": 50_000.0, "intellectual author": 0.2}, False),
        ("calque-es", {}, False),
        ("spin", {"the": 50_000.0}, False),
    ],
)
def test_only_a_literal_idiom_that_clean_text_never_has_needs_no_other_witness(
    family: str, frequency: dict[str, float], repaired: bool
) -> None:
    doc = Document("He was the intellectual author of it.")
    (one,) = from_matches(doc, Matcher([Row("intellectual author", "mastermind", "", family, "a")]).matches(doc))
    beliefs = {family: Belief(0.001, -1.0)}
    evidence = weighing.gather(doc, {one: 5.0}, {one: 5.0}, {}, asked=[], beliefs=beliefs, frequency=frequency)
    (found,), _ = weighing.weigh(evidence, 0.001, None)
    assert (found.score > 0.9) is repaired


def test_sure_artefacts_of_several_rules_speak_for_literal_translation_only() -> None:
    doc = Document("The navy left.")
    rows = (("army", "MT124", "calque-de"), ("fleet", "MT101", "spin"))
    odds = {Candidate(1, 2, phrase, doc.tokens[1], phrase, rule, (family,)): -1.0 for phrase, rule, family in rows}
    damage = [Artefact(Span(0, 3), "A", rule, 0.95) for rule in ("MT331", "MT333", "MT334")]
    unsure = [a._replace(score=0.5) for a in damage]
    trust = {
        name: witnesses.believe(doc, odds, dict.fromkeys(range(len(doc.tokens)), -5.0), TINY.calibration, found)
        for name, found in (("none", []), ("unsure", unsure), ("sure", damage))
    }
    assert trust["sure"]["calque-de"].spun > 0.8
    assert trust["none"]["calque-de"].spun < 0.1
    assert trust["unsure"] == trust["none"]
    assert trust["sure"]["spin"] == trust["none"]["spin"]


@pytest.mark.parametrize(
    ("signs", "idioms", "spun", "proven"),
    [(0.001, 0.3, 0.0, False), (0.72, 0.0, 0.9, True), (0.001, 0.9, 0.1, True), (0.001, 0.9, 0.95, False)],
)
def test_idioms_prove_translation_where_no_spinner_explains_them(
    signs: float, idioms: float, spun: float, proven: bool
) -> None:
    beliefs = {witnesses.TRANSLATION: signs, "calque-es": idioms, "spin": spun, witnesses.WORD: 0.99}
    assert witnesses.proven({family: Belief(p, 0.0) for family, p in beliefs.items()}) is proven


def test_of_places_that_overlap_the_strangest_alone_is_evidence() -> None:
    doc = Document("He came day by day and left.")
    rows = [Row("day by", "every", "", "spin", "an"), Row("day by day", "daily", "", "spin", "a"), *ROWS]
    rows.append(Row("left", "departed", "", "spin", "a"))
    found = from_matches(doc, Matcher(rows).matches(doc))
    odds = {c: 9.0 if c.phrase == "every" else 1.0 for c in found}
    assert [(site.phrase, site.odds["spin"]) for site in witnesses.sites(doc, odds)] == [("day by", 9.0), ("left", 1.0)]
