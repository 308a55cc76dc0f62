"""Other tools as systems: they repair what they know, say where, and leave the rest as it was."""

import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from benchmarks.peers import PEERS, rewriter
from benchmarks.systems import NotInstalledError, Output, System
from mtfix.align import Change
from mtfix.edits import apply
from mtfix.errors import MtfixError

MODULES = {
    "harper": ("harper", "harper-py"),
    "codespell": ("codespell_lib", "codespell"),
    "proselint": ("proselint", "proselint"),
    "symspellpy": ("symspellpy", "symspellpy"),
}
CLEAN = "The minister said on Friday that the war was over.\n\nNobody believed him, and the talks went on until May."
REPAIRED = [  # tool, before, after
    ("harper", "This is an test of the the linter.", "This is a test of the linter."),
    ("harper", "😀 He could of gone , and I like it alot.", "😀 He could have gone, and I like it a lot."),
    (
        "codespell",
        "Teh 😀 envoy recieved it,\r\nas THIER guests saw.",
        "The 😀 envoy received it,\r\nas THEIR guests saw.",
    ),
    ("proselint", "😀 Alot of them could of come on monday.", "😀 A lot of them could've come on Monday."),
    ("symspellpy", "The envoy’s freind 😀 couldnt come.\nBecuase!", "The envoy’s friend 😀 couldn't come.\nBecause!"),
    ("symspellpy", "He didnt’t come.", "He didn’t come."),
]
LEFT = [  # tool, text, what is reported
    ("codespell", "He wnat on.", "wnat"),  # want, what or went
    ("proselint", "They met 😀 in the 1990's again.", "1990's"),
    ("proselint", "It was a P.M. at night.", "P.M. at night"),  # the replacement is a pattern: "p\.m\."
]
UNTOUCHED = [
    ("symspellpy", "NATO has 2nd thoughts about the U.S. and 3,000 euros, hasn’t it?"),
    ("codespell", "A “navy commander” mentioned struggle 😀 on Friday."),
    ("proselint", "A navy commander mentioned struggle 😀 on Friday."),
]


@cache
def peer(name: str) -> System:
    """The tool, made once."""
    pytest.importorskip(MODULES[name][0])
    return PEERS[name]()


def cut(text: str, output: Output) -> list[str]:
    return [text[found.span.start : found.span.end] for found in output.found]


def rebuilt(text: str, output: Output) -> str:
    """What the edits make of the text; they must be sorted, disjoint and changes."""
    sure = [found for found in output.found if found.sure]
    changes = [Change(found.span, text[found.span.start : found.span.end], found.after) for found in sure]
    assert all(change.before != change.after for change in changes)
    return apply(text, changes)


@pytest.mark.parametrize("name", PEERS)
@pytest.mark.parametrize("text", ["", "\n", "a", "😀", CLEAN])
def test_what_a_tool_does_not_know_comes_back_unchanged(name: str, text: str) -> None:
    assert peer(name)(text) == Output(text)


@pytest.mark.parametrize(("name", "text"), UNTOUCHED)
def test_a_tool_leaves_alone(name: str, text: str) -> None:
    assert peer(name)(text) == Output(text)


@pytest.mark.parametrize(("name", "before", "after"), REPAIRED)
def test_a_tool_repairs_what_it_knows(name: str, before: str, after: str) -> None:
    output = peer(name)(before)
    assert output.text == after
    assert rebuilt(before, output) == after
    assert peer(name)(before) == output


@pytest.mark.parametrize(("name", "text", "reported"), LEFT)
def test_a_tool_reports_what_it_has_no_single_fix_for(name: str, text: str, reported: str) -> None:
    output = peer(name)(text)
    assert output.text == text
    assert reported in cut(text, output)
    assert not any(found.sure or found.after for found in output.found)


@pytest.mark.parametrize("name", PEERS)
def test_edits_lead_to_the_text_where_suggestions_overlap(name: str) -> None:
    text = "Teh the the 😀 could of of alot , a apple very unique true facts, the exact same same “alot”.\n" * 3
    output = peer(name)(text)
    assert rebuilt(text, output) == output.text != text
    assert list(output.found) == sorted(output.found)


def test_codespell_does_what_its_command_does(tmp_path: Path) -> None:
    text = "Teh 😀 envoy recieved alot of THIER letters wnat,\nand clas abandonned ans hte Linz.\n"
    ours = peer("codespell")(text).text
    path = tmp_path / "text.txt"
    path.write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "codespell_lib", "--write-changes", path.name]
    subprocess.run(command, cwd=tmp_path, check=False, capture_output=True)
    assert path.read_text(encoding="utf-8") == ours


def test_proselint_made_twice_finds_nothing_twice() -> None:
    peer("proselint")
    assert len(PEERS["proselint"]()("It was very good.").found) == 1


@pytest.mark.parametrize("name", PEERS)
def test_a_missing_tool_names_the_line_that_installs_it(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    module, package = MODULES[name]
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(NotInstalledError, match=f"^pip install {package}$"):
        PEERS[name]()


TEMPLATE = "{% for message in messages %}{{ message['content'] }}{% endfor %}"
SPUN = "A navy commander 😀 mentioned\n\n  struggle {war} on Friday. \r\n"


@pytest.fixture(scope="module")
def save(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Writes a small random model that has, or has not, a chat template, or that has nothing to say."""
    tiny_models = pytest.importorskip("tiny_models")
    transformers: Any = tiny_models.transformers

    def to(template: str = TEMPLATE, silent: bool = False) -> Path:
        folder = tmp_path_factory.mktemp("model")
        tiny_models.save(folder, "llama")
        tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
        tokenizer.chat_template = template or None
        tokenizer.save_pretrained(folder)
        if silent:
            with tiny_models.hub.quiet(transformers):
                model = transformers.AutoModelForCausalLM.from_pretrained(folder)
                model.lm_head.weight.data.zero_()  # every piece is as likely; the first is a mark, not text
                model.save_pretrained(folder)
        return folder

    return to


def test_a_rewriter_edits_paragraphs_and_keeps_what_is_between_them(save: Callable[..., Path]) -> None:
    system = rewriter(save())
    output = system(SPUN)
    assert output == system(SPUN)
    assert rebuilt(SPUN, output) == output.text != SPUN
    assert "\n\n  " in output.text and output.text.endswith(" \r\n")


def test_a_rewriter_without_an_answer_leaves_the_text(save: Callable[..., Path]) -> None:
    system = rewriter(save(silent=True))
    assert [system(text) for text in ("", SPUN)] == [Output(""), Output(SPUN)]


def test_a_rewriter_says_what_it_misses(save: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    folder = save(template="")
    with pytest.raises(MtfixError, match="no chat template"):
        rewriter(folder)
    with pytest.raises(MtfixError, match="no such folder"):
        rewriter(folder / "nowhere")
    (folder / "config.json").unlink()
    with pytest.raises(MtfixError, match="no usable instruct model"):
        rewriter(folder)
    monkeypatch.setitem(sys.modules, "transformers", None)
    with pytest.raises(MtfixError, match="transformers is not installed"):
        rewriter(folder)
