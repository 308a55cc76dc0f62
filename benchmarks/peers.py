"""Tools that anyone can install, measured beside mtfix: what each does to spun and to clean text.

Each is used the usual way, with its defaults, and its first suggestion is taken. None was made for spun text; they
show what the task needs beyond spelling, grammar and style, and what a repair costs a text that had no damage.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks.systems import Found, NotInstalledError, Output, System
from mtfix.align import Change, align
from mtfix.casing import recase
from mtfix.edits import apply, clash
from mtfix.errors import AssetError
from mtfix.lm.hub import first_line, libraries, quiet
from mtfix.spans import Document, Span

PROMPT = (
    "In the passage below some words were wrongly substituted by a machine. Rewrite the passage so that these words "
    "are repaired. Change nothing else. Answer only with the passage.\n\n{}"
)
_PLAIN = re.compile(r"(?!.*' or )[\w .,'’-]+")  # a replacement to put in; not a choice ("while / although"), no pattern


def harper() -> System:
    """Harper's grammar checker (https://github.com/Automattic/harper, package harper-py), as plain American English:
    the first suggestion of each lint is applied, lints without one are reported."""
    (module,) = _library("harper-py", "harper")
    linter, kinds = module.Linter(), module.SuggestionKind

    def found(text: str) -> Iterator[Found]:
        for lint in linter.lint(text, language="plaintext"):
            span = Span(lint.span.start, lint.span.end)
            first = next(iter(lint.suggestions), None)
            kept = _cut(text, span) if first and first.kind == kinds.INSERT_AFTER else ""
            yield Found(span, after=kept + first.replacement_text if first else "", sure=first is not None)

    return _system(found)


def codespell() -> System:
    """codespell (https://github.com/codespell-project/codespell) with its default dictionaries, clear and rare:
    what `codespell --write-changes` replaces, and what it leaves because there are several fixes."""
    package, shell, speller, texts = _library("codespell", "codespell_lib", "_codespell", "_spellchecker", "_text_util")
    known: dict[str, Any] = {}
    for name in ("dictionary.txt", "dictionary_rare.txt"):
        speller.build_dict(str(Path(package.__file__).parent / "data" / name), known, set())
    word = re.compile(shell.word_regex_def)

    def found(text: str) -> Iterator[Found]:
        for match in word.finditer(text):
            if row := known.get(match[0].lower()):
                yield Found(Span(*match.span()), after=texts.fix_case(match[0], row.data), sure=row.fix)

    return _system(found)


def proselint() -> System:
    """proselint (https://github.com/amperser/proselint) 0.16 with its default checks. It only reports; where it names
    one replacement in plain words, that is put in with the capitals of what it replaces."""
    _, checks, registry, tools = _library("proselint", "proselint", "checks", "registry", "tools")
    if not registry.CheckRegistry().checks:  # one for the process: registered twice, every result would come twice
        registry.CheckRegistry().register_many(checks.__register__)

    def found(text: str) -> Iterator[Found]:
        for result in tools.LintFile("text", text).lint():
            start, end = result.check_result.span  # of the text between two line breaks that it adds
            span = Span(max(start - 1, 0), min(end - 1, len(text)))
            after = result.check_result.replacements or ""
            was, is_plain = _cut(text, span), bool(_PLAIN.fullmatch(after))
            if was.lower() != after.lower():
                after = recase(was, after, opens=was[:1].isupper())
            yield Found(span, after=after, sure=is_plain)

    return _system(found)


def symspellpy() -> System:
    """symspellpy (https://github.com/mammothb/symspellpy) with the English dictionary that it brings: each unknown word
    becomes the most frequent of the nearest known ones, two letters away at most. Like its `ignore_non_words` this
    leaves numbers and acronyms alone; a possessive 's is no part of the word; capitals and apostrophes are kept."""
    package, verbosity = _library("symspellpy", "symspellpy", "verbosity")
    speller = package.SymSpell(max_dictionary_edit_distance=2)
    path = Path(package.__file__).parent / "frequency_dictionary_en_82_765.txt"
    speller.load_dictionary(path, term_index=0, count_index=1, encoding="utf-8")

    def found(text: str) -> Iterator[Found]:
        doc = Document(text)
        for token, word in zip(doc.tokens, doc.words, strict=True):
            was = doc[token]
            if was[0].isalpha() and was.replace("’", "'").replace("'", "").isalpha() and not was[1:].isupper():
                best = speller.lookup(word, verbosity.Verbosity.TOP, include_unknown=True)[0].term
                if best != word:
                    yield Found(token, after=recase(was, best.replace("'", "’") if "’" in was else best, opens=True))

    return _system(found)


def rewriter(path: str | Path) -> System:
    """Any causal instruct model in a folder, asked to repair a text paragraph by paragraph (PROMPT, greedy): what free
    rewriting changes. An empty answer leaves the paragraph as it is."""
    if not Path(path).is_dir():
        raise AssetError(f"{path}: no such folder; expected that of an instruct model")
    torch, transformers = libraries()
    place, dtype = ("cuda", torch.bfloat16) if torch.cuda.is_available() else ("cpu", torch.float32)
    try:
        with quiet(transformers):
            tokenizer = transformers.AutoTokenizer.from_pretrained(str(path), local_files_only=True)
            model = transformers.AutoModelForCausalLM.from_pretrained(str(path), local_files_only=True, dtype=dtype)
    except Exception as error:  # several libraries, each with many kinds of errors
        raise AssetError(f"{path}: is no usable instruct model: {first_line(error)}") from None
    if not tokenizer.chat_template:
        raise AssetError(f"{path}: is no instruct model: its tokenizer has no chat template")
    model.eval().to(place)
    # no room for thoughts, which some templates leave; not today's date, which others put in
    asked = {"tokenize": False, "add_generation_prompt": True, "enable_thinking": False, "date_string": "1 May 2026"}

    def answer(paragraph: str) -> str:
        chat = tokenizer.apply_chat_template([{"role": "user", "content": PROMPT.format(paragraph)}], **asked)
        ids = tokenizer(chat, add_special_tokens=False, return_tensors="pt")["input_ids"].to(place)
        room = 2 * len(tokenizer(paragraph)["input_ids"]) + 16  # a repair is hardly longer; a runaway ends here
        greedy = {"do_sample": False, "num_beams": 1, "repetition_penalty": 1.0, "max_new_tokens": room}
        with torch.inference_mode(), quiet(transformers):
            said = model.generate(ids, attention_mask=torch.ones_like(ids), **greedy)[0, ids.shape[1] :]
        return str(tokenizer.decode(said, skip_special_tokens=True)).strip()

    def found(text: str) -> Iterator[Found]:
        for line in Document(text).lines:
            paragraph = _cut(text, line).strip()
            start = text.index(paragraph, line.start)
            for change in align(paragraph, answer(paragraph) or paragraph):
                yield Found(change.span.shifted(start), after=change.after)

    return _system(found)


PEERS: dict[str, Callable[[], System]] = {peer.__name__: peer for peer in (harper, codespell, proselint, symspellpy)}


def _library(package: str, name: str, *parts: str) -> tuple[Any, ...]:
    """The module and its submodules; NotInstalledError where it is not installed."""
    try:
        return import_module(name), *(import_module(f"{name}.{part}") for part in parts)
    except ImportError as error:
        raise NotInstalledError(f"pip install {package}") from error


def _cut(text: str, span: Span) -> str:
    return text[span.start : span.end]


def _system(find: Callable[[str], Iterable[Found]]) -> System:
    """A system that makes what was found: of overlapping edits the first, and reports only where no edit is."""

    def run(text: str) -> Output:
        made, left = list[Found](), list[Found]()
        for one in sorted(find(text) if text else (), key=lambda found: found.span):
            if not one.sure or one.after == _cut(text, one.span):
                left.append(one._replace(after="", sure=False))
            elif not (made and clash(made[-1].span, one.span)):
                made.append(one)
        left = [one for one in dict.fromkeys(left) if not any(one.span.overlaps(other.span) for other in made)]
        changes = [Change(one.span, _cut(text, one.span), one.after) for one in made]
        return Output(apply(text, changes), tuple(sorted(made + left)))

    return run
