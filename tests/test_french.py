"""What French leaves in translated text, and English that looks like it."""

import pytest

from mtfix import Cleaner, Config

CLEANER = Cleaner(Config(model=""))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "The President Macron has declared Monday that he agrees.",
            "President Macron declared Monday that he agrees.",
        ),
        ("It will cut 15.000 jobs in France this year.", "It will cut 15,000 jobs in France this year."),
        ("France « will not yield » to the strikers.", 'France "will not yield" to the strikers.'),
        (
            "Is it enough ? No, they say, not now, not here, not today. Who pays ? The state, they say.",
            "Is it enough? No, they say, not now, not here, not today. Who pays? The state, they say.",
        ),
    ],
)
def test_repaired(text: str, wanted: str) -> None:
    assert CLEANER.clean(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "The President Reagan Library has opened its archive to visitors.",
        "The minister has met Monday's deadline for the report.",
        "The court has set Friday as the day of the hearing.",
        "The race was won in 15.000 seconds by a runner from Kenya.",
        "Hi Augustus , is it fixed ? I tried , &quot; no luck &quot; , and gave up .",
    ],
)
def test_left_alone(text: str) -> None:
    assert CLEANER.clean(text) == text
