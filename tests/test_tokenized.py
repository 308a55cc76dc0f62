"""Corpora in Moses style come back token by token; only repaired tokens differ."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("sacremoses")

from mtfix import Cleaner, Config
from mtfix.tokenized import view

BARE: dict[str, Any] = {"model": "", "dictionaries": (), "thesaurus": ""}  # artefacts alone

TEXT = """The attack put the United States. troops in Iraq , Syria and beyond in danger .
It was a document document signed by General William William Seely .
The United States . He also urged Trump &apos;s friends to leave ( now ) .

He  said &quot; we &apos;ll go &quot; for 5 @-@ 6 days &amp; left .
"""


def test_only_repaired_tokens_differ() -> None:
    made = Cleaner(Config(**BARE, tokenized=True)).repair(TEXT)
    assert made.after == (
        TEXT.replace("the United States. troops", "U.S. troops")
        .replace("document document", "document")
        .replace("William William", "William")
        .replace("States . He also", "States also")
    )
    assert made.revert() == TEXT
    assert Cleaner(Config(**BARE, tokenized=True)).clean(made.after) == made.after


def test_read_as_people_write() -> None:
    assert "Trump's friends to leave (now)." in view(TEXT).text
    assert view(TEXT).text.count("\n") == TEXT.count("\n")


@given(
    st.lists(
        st.sampled_from(
            ["he", "said", "&quot;", "&apos;s", ",", ".", "(", ")", "U.S.", "5", "%", "$", "\n", "é", "@-@"]
        )
    )
)
def test_tokens_keep_their_places(words: list[str]) -> None:
    read = view(" ".join(words))
    assert [read.before[a:b] for (a, b), _ in read.tokens] == [w for w in words if w != "\n"]
    assert all(read.text[a:b].strip() == read.text[a:b] != "" for _, (a, b) in read.tokens)
    assert Cleaner(Config(**BARE, tokenized=True, only=("MT402",))).clean(read.before) == read.before
