"""One system over many passages: damage to clean text, and the figures of a channel."""

from pathlib import Path

import pytest
from tiny import PROOF, SWAPS

from benchmarks import corpus, measure, metrics
from benchmarks.corpus import CORPORA, Passage
from benchmarks.measure import Damage, damage
from benchmarks.systems import Found, Output, System, mtfix, nothing
from mtfix import Cleaner, Config
from mtfix.align import align
from mtfix.edits import apply
from mtfix.spans import Span


@pytest.mark.parametrize(
    ("clean", "made", "expected"),
    [
        # words, changed, numbers, names, texts, touched
        ("He met General Kade on 3 May.", "He met General Kade on 3 May.", (7, 0, 0, 0, 1, 0)),
        ("a navy motion", "a military action", (3, 2, 0, 0, 1, 1)),
        ("within the worldwide regulation, he said", "in international law, he said", (6, 4, 0, 0, 1, 1)),
        # names: capitals inside a sentence
        ("He met General Kade.", "He met Common Kade.", (4, 1, 0, 1, 1, 1)),
        ("He met Gen. Kade.", "He met Gen. Kane.", (4, 1, 0, 1, 1, 1)),
        ("the U.S. Navy left", "the U.S. military left", (4, 1, 0, 1, 1, 1)),
        ("He joined the New York Times in May.", "He joined a brand of new paper in May.", (8, 4, 0, 1, 1, 1)),
        ("General Kade met Admiral Roe.", "Common Kade met Chief Roe.", (5, 2, 0, 1, 1, 1)),
        # a capital that only opens a sentence, a line or a quotation is no name
        ("Officers left.", "Officials left.", (2, 1, 0, 0, 1, 1)),
        ("He left. Officers stayed.", "He left. Officials stayed.", (4, 1, 0, 0, 1, 1)),
        ("The end\nOfficers left.", "The end\nOfficials left.", (4, 1, 0, 0, 1, 1)),
        ("He said: “Officers left.”", "He said: “Officials left.”", (4, 1, 0, 0, 1, 1)),
        # numbers
        ("on 3 May", "on 4 May", (3, 1, 1, 0, 1, 1)),
        ("about 1,200 men", "about 1,200,000 men", (3, 1, 1, 0, 1, 1)),
        ("in the 1990s", "in the nineties", (3, 1, 1, 0, 1, 1)),
        ("in 3 rooms", "in 3 chambers", (3, 1, 0, 0, 1, 1)),
        # insertions and deletions
        ("He left.", "He has just left.", (2, 1, 0, 0, 1, 1)),  # no word was lost: one change
        ("He has just left.", "He left.", (4, 2, 0, 0, 1, 1)),
        ("He left in May.", "He left in May 2019.", (4, 1, 1, 0, 1, 1)),
        ("the General Staff left", "the left", (4, 2, 0, 1, 1, 1)),
        ("He left,", "He left", (2, 1, 0, 0, 1, 1)),
        ("He  left", "He left", (2, 1, 0, 0, 1, 1)),
        ("He left.", "", (2, 2, 0, 0, 1, 1)),
        ("", "", (0, 0, 0, 0, 1, 0)),
    ],
)
def test_damage(clean: str, made: str, expected: tuple[int, ...]) -> None:
    assert damage(clean, made) == Damage(*expected)


def test_damage_per_ten_thousand_words_with_its_upper_bound() -> None:
    figures = (Damage(4_000, 1, 1, 0, 1, 1) + Damage(6_000, 1, 0, 1, 2, 1)).figures()
    assert figures == {
        "words": 10_000,
        "changed": 2,
        "per_10k": 2.0,
        "at_most": 6.29,
        "numbers": 1,
        "names": 1,
        "texts": 3,
        "touched": 2,
    }


def test_no_words_prove_nothing() -> None:
    figures = Damage().figures()
    assert (figures["per_10k"], figures["at_most"]) == (0.0, 10_000.0)


def test_harm_is_summed_over_texts() -> None:
    def shouting(text: str) -> Output:
        return Output(text.replace("navy", "NAVY"))

    harm = measure.harmed(shouting, ["a navy and a navy", "an army", "the navy"])
    assert harm == Damage(words=9, changed=3, texts=3, touched=2)
    assert measure.harmed(nothing, ["a navy", "an army"]) == Damage(words=4, texts=2)


def aligned(name: str, channel: str, dirty: str, clean: str) -> Passage:
    changes = align(dirty, clean)
    assert apply(dirty, changes) == clean
    known = (corpus.Wanted(c.span, c.before, (c.after,), c.before == "navy") for c in changes)
    return Passage(f"{name}/{channel}", "war", channel, dirty, clean, tuple(known))


PASSAGES = [
    aligned("war-01", "spun", "a navy motion\nhe mentioned", "a military action\nhe said"),
    aligned("war-02", "spun", "the navy left once more", "the military left again"),
    aligned("war-03", "tortured", "focal bank loaning", "central bank lending"),
    aligned("war-04", "untouched", "the war ended", "the war ended"),
]


def perfect(text: str) -> Output:
    """Knows the clean side of every passage."""
    passage = next(p for p in PASSAGES if p.dirty == text)
    return Output(passage.clean, tuple(Found(w.span, 1.0, w.after) for w in passage.wanted))


def worse(text: str) -> Output:
    return Output(text.replace("a", "x").replace("e", "y"))


def channel(system: System, *names: str) -> measure.Figures:
    return measure.figures(measure.run(system, PASSAGES).of(*names))


def test_figures_of_doing_nothing() -> None:
    assert channel(nothing, "spun", "tortured") == {
        "repair": [0.0, 0.0, 0.0],
        "interval": [0.0, 0.0],
        "detect": [0.0, 0.0, 0.0],
        "exact": 0.0,
        "partial": 0.0,
        "closed": 0.0,
        "known": {"found": 0.0, "repaired": 0.0, "edits": 2},
        "unseen": {"found": 0.0, "repaired": 0.0, "edits": 5},
        "words": 13,
    }


def test_figures_of_a_perfect_system() -> None:
    assert channel(perfect, "spun", "tortured") == {
        "repair": [1.0, 1.0, 1.0],
        "interval": [1.0, 1.0],
        "detect": [1.0, 1.0, 1.0],
        "exact": 1.0,
        "partial": 1.0,
        "closed": 1.0,
        "known": {"found": 1.0, "repaired": 1.0, "edits": 2},
        "unseen": {"found": 1.0, "repaired": 1.0, "edits": 5},
        "words": 13,
    }


def test_figures_of_a_system_that_knows_one_word() -> None:
    def military(text: str) -> Output:
        at = text.find("navy")
        found = [Found(w.span) for p in PASSAGES if p.dirty == text for w in p.wanted if w.span.start == at]
        return Output(text.replace("navy", "military"), tuple(found))

    figures = channel(military, "spun")
    assert figures["repair"] == figures["detect"] == [1.0, 0.3333, 0.7143]  # 2 of 6; 1.25 * .333 / (.25 + .333)
    assert figures["closed"] == 0.3333
    assert figures["known"] == {"found": 1.0, "repaired": 1.0, "edits": 2}
    assert figures["unseen"] == {"found": 0.0, "repaired": 0.0, "edits": 3}
    assert figures["interval"][0] <= figures["repair"][2] <= figures["interval"][1]


def test_harm_shows_in_the_share_closed() -> None:
    assert channel(worse, "spun")["closed"] < 0
    assert channel(worse, "spun")["repair"] == [0.0, 0.0, 0.0]


def test_clean_text_that_stays_clean_has_nothing_to_close() -> None:
    figures = channel(perfect, "untouched")
    assert (figures["closed"], figures["known"], figures["unseen"], figures["words"]) == (0.0, {}, {}, 3)


def test_a_run_by_channel_keeps_passages_and_outputs_together() -> None:
    made = measure.run(perfect, PASSAGES)
    assert [o.text for o in made.outputs] == [p.clean for p in PASSAGES]
    part = made.of("untouched", "tortured")
    assert [p.id for p in part.passages] == ["war-03/tortured", "war-04/untouched"]
    assert [o.text for o in part.outputs] == [p.clean for p in part.passages]
    assert list(part.tallies) == [metrics.tally(p, perfect(p.dirty)) for p in part.passages]
    assert made.seconds == part.seconds > 0


def test_detection_against_spans_that_people_marked() -> None:
    text = "a navy motion was near"
    places = [(text, [Span(2, 13)]), ("the war ended", [])]  # "navy motion"
    outputs = [Output(text, (Found(Span(2, 6)), Found(Span(18, 22)))), Output("the war ended", (Found(Span(4, 7)),))]
    assert measure.marked(places, outputs) == [0.3333, 0.5, 0.3571]  # 1 of 3 found, 1 of 2 marked
    assert measure.marked(places, [Output(text), Output("the war ended")]) == [0.0, 0.0, 0.0]


def test_gains_over_doing_nothing() -> None:
    pytest.importorskip("sacrebleu")
    assert measure.gains(measure.run(nothing, PASSAGES)) == {"chrf": 0.0, "ter": 0.0}
    for system, sign in ((perfect, 1), (worse, -1)):
        gains = measure.gains(measure.run(system, PASSAGES))
        assert gains["chrf"] * sign > 0 and gains["ter"] * sign > 0


def test_gains_where_a_system_joins_paragraphs() -> None:
    pytest.importorskip("sacrebleu")
    joined = measure.gains(measure.run(lambda text: Output(perfect(text).text.replace("\n", " ")), PASSAGES))
    assert joined["chrf"] > 0 and joined["ter"] > 0


def test_the_clean_sides_are_perfect_repairs_of_the_shipped_passages() -> None:
    passages = [p for p in corpus.read(CORPORA / "dev.jsonl") if p.id.endswith(("-01/spun", "-02/tortured"))]
    assert len(passages) == 16
    sides = {p.dirty: p.clean for p in passages}
    figures = measure.figures(measure.run(lambda text: Output(sides[text]), passages))
    assert (figures["repair"], figures["closed"], figures["interval"]) == ([1.0, 1.0, 1.0], 1.0, [1.0, 1.0])


def test_mtfix_as_a_system_tells_what_it_changes_and_what_it_only_reports(tmp_path: Path) -> None:
    rows = [*SWAPS.items(), ("hollow", "void")]  # "empty" or "void": neither is sure
    path = tmp_path / "spin-test.tsv"
    path.write_text("".join(f"{dirty}\tx\t{clean}\n" for dirty, clean in rows), encoding="utf-8")
    config = Config(dictionaries=(str(path),), thesaurus="", model="", min_score=0.8)
    repair, output = Cleaner(config).repair(PROOF), mtfix(config)(PROOF)
    assert (output.text, output.spun) == (repair.after, repair.spun)
    assert [(f.span, f.score, f.after) for f in output.found if f.sure] == [
        (e.span, e.score, e.after) for e in repair.edits
    ]
    (doubtful,) = (f for f in output.found if not f.sure)
    assert PROOF[doubtful.span.start : doubtful.span.end] == "hollow"
    assert doubtful.after in ("empty", "void")
    assert [f.span for f in output.found] == sorted(f.span for f in output.found)
