"""Any causal or masked language model of the Hugging Face world, by folder or hub name, on CPU or GPU.

Needs the extra `mtfix[transformers]`; nothing heavy is imported before a `Hub` is made.
"""

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np

from mtfix.errors import AssetError
from mtfix.lm import Answer, Ask, Calibration, plans
from mtfix.lm.rows import Path as Way
from mtfix.lm.rows import Row, ancestry, batches, chain, forest, trunk
from mtfix.lm.texts import readable

EXTRA = "pip install 'mtfix[transformers]'"
LONGEST = 512  # pieces; a window of ordinary text has about 130, left context included

CALIBRATION = Calibration(
    scale=0.6,
    offset=-2.0,
    surprise_scale=0.5,
    surprise_offset=-4.0,
    rate=0.3,
    thresholds=((0.5, 0.95), (1.0, 0.9), (3.0, 0.8), (10.0, 0.6)),
)
"""For models without a `calibration.json` in their folder. Placeholders: not fitted on any data yet."""


class Hub:
    """A language model of transformers behind mtfix's protocol.

    Questions about one document are read together, those about different documents never: how a processor adds up
    depends on the batch, and a text's repairs must not depend on the texts that happen to be beside it.
    """

    def __init__(self, name: str, label: str = "") -> None:
        """A folder, or a name on the hub, which is the one case in which the network may be used.

        Raises AssetError in one line when the extra is missing or nothing usable is found there.
        """
        self._torch, transformers = libraries()
        self.name = label or (Path(name).name if Path(name).exists() else name)
        self.calibration = _calibration(Path(name))
        try:
            with quiet(transformers):
                self.additive, self._model, tokenizer = _load(name, self._torch, transformers)
            self._backend = tokenizer.backend_tokenizer
            self._backend.no_truncation()
            self._backend.no_padding()
        except AssetError:
            raise
        except Exception as error:  # four libraries, each with many kinds of errors
            raise AssetError(f"{name}: is no usable language model: {first_line(error)}") from None
        config = self._model.config.get_text_config()
        self._longest = min(LONGEST, getattr(config, "max_position_embeddings", None) or LONGEST)
        self._width = config.vocab_size
        self._mask = tokenizer.mask_token_id
        roots = (tokenizer.bos_token_id, tokenizer.eos_token_id, tokenizer.pad_token_id)
        self._root: int = next((root for root in roots if root is not None), 0)
        if self.additive and self._mask is None:
            raise AssetError(f"{name}: is no usable language model: its tokenizer has no mask token")
        short = getattr(config, "sliding_window", None) or LONGEST
        self.branching = not self.additive and short >= self._longest and self._branches()

    def read(self, asks: Sequence[Ask]) -> list[Answer]:
        """One answer for each question, in order. Cheapest with many questions, and many hypotheses to each."""
        answers: dict[int, Answer] = {}
        by_document = sorted(range(len(asks)), key=lambda k: id(asks[k].document))
        for _, group in groupby(by_document, key=lambda k: id(asks[k].document)):
            own = list(group)
            answers |= zip(own, self._answers([asks[k] for k in own]), strict=True)
        return [answers[k] for k in range(len(asks))]

    def _answers(self, asks: Sequence[Ask]) -> list[Answer]:
        rows: list[Row] = []
        ends = [0]
        made = [self._plan(ask) for ask in asks]
        for plan in made:
            rows += [row.moved(ends[-1]) for row in plan.rows]
            ends.append(ends[-1] + plan.slots)
        sums = self._sums(rows, ends[-1])
        return [plan.answer(sums[at : at + plan.slots]) for plan, at in zip(made, ends, strict=False)]

    def _plan(self, ask: Ask) -> plans.Plan:
        if self.additive:
            return plans.masked(ask, self._whole, self._mask, self._longest)
        return plans.causal(ask, self._bare, self._root, self._longest, self.branching)

    def _bare(self, text: str) -> tuple[list[int], list[tuple[int, int]]]:
        found = self._backend.encode(readable(text), add_special_tokens=False)
        return found.ids, found.offsets

    def _whole(self, text: str) -> tuple[list[int], list[tuple[int, int]]]:
        found = self._backend.encode(readable(text))
        return found.ids, found.offsets

    def _sums(self, rows: Sequence[Row], slots: int) -> Any:
        """Log-probabilities of all targets, summed by slot."""
        sums = np.zeros(slots)
        room = (2**26 if self._model.device.type == "cpu" else 2**29) // self._width  # logits: 256 MiB, or 2 GiB
        for batch in batches([row for row in rows if row.targets], max(1, room)):
            slot, nats = self._run(batch)
            np.add.at(sums, slot, nats)
        return sums

    def _run(self, batch: Sequence[Row]) -> tuple[Any, Any]:
        """The slots of a batch's targets, and their log-probabilities."""
        torch, device = self._torch, self._model.device
        size = max(len(row.ids) for row in batch)
        ids = np.zeros((len(batch), size), np.int64)
        for k, row in enumerate(batch):
            ids[k, : len(row.ids)] = row.ids
        targets = np.array([(k, *target) for k, row in enumerate(batch) for target in row.targets], np.int64)
        line, at, piece = (torch.from_numpy(targets[:, k].copy()).to(device) for k in range(3))
        with torch.inference_mode():
            logits = self._model(torch.from_numpy(ids).to(device), **self._view(batch, size)).logits
            chosen = logits[line, at, piece].double()
            total = torch.stack([torch.logsumexp(one.float(), -1) for one in logits])
            return targets[:, 3], (chosen - total[line, at]).cpu().numpy()

    def _view(self, batch: Sequence[Row], size: int) -> dict[str, Any]:
        """What each piece of a batch may see, as arguments of the model."""
        torch, device = self._torch, self._model.device
        if batch[0].parents is None:
            lengths = torch.tensor([len(row.ids) for row in batch])
            return {"attention_mask": (torch.arange(size) < lengths[:, None]).long().to(device), "use_cache": False}
        pairs = [ancestry(row.parents or (), size) for row in batch]
        sees = torch.from_numpy(np.stack([sees for sees, _ in pairs]))[:, None].to(device)
        depth = torch.from_numpy(np.stack([depth for _, depth in pairs])).to(device)
        closed = torch.zeros(sees.shape, dtype=self._model.dtype, device=device)
        closed.masked_fill_(~sees, torch.finfo(self._model.dtype).min)
        return {"attention_mask": closed, "position_ids": depth, "use_cache": False}

    def _branches(self) -> bool:
        """Whether the model reads trees as it reads plain sequences; some architectures ignore mask or positions."""
        base = [self._root, *self._bare("The minister said on Friday that the war was over.")[0]]
        ways = [Way(base[:4] + base[k : k + 6], 4, len(base) - 1 + k) for k in range(3)]
        slots = len(base) + len(ways)
        text = trunk(base, 0)
        plain = self._sums([text, *map(chain, ways)], slots)
        try:
            trees = self._sums(forest(text, ways, plans.NODES), slots)
        except Exception:  # what a model says to arguments that it does not know
            return False
        exact = self._model.dtype == self._torch.float32
        return bool(np.allclose(plain, trees, atol=1e-4 if exact else 0.3, rtol=1e-5 if exact else 1e-2))


def libraries(*more: str) -> tuple[Any, Any]:
    """The modules torch and transformers; AssetError when they, or one of `more`, are not installed."""
    try:
        for name in more:
            import_module(name)
        return import_module("torch"), import_module("transformers")
    except ImportError as error:
        raise AssetError(f"{error.name or first_line(error)} is not installed; this model needs: {EXTRA}") from None


def first_line(error: BaseException) -> str:
    """What an error says, in one line; its kind where it says nothing."""
    return next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)


@contextmanager
def quiet(transformers: Any) -> Iterator[None]:
    """Without progress bars and warnings: what matters is raised."""
    log = transformers.utils.logging
    level, bars = log.get_verbosity(), log.is_progress_bar_enabled()
    log.set_verbosity_error()
    log.disable_progress_bar()
    try:
        yield
    finally:
        log.set_verbosity(level)
        if bars:
            log.enable_progress_bar()


def _load(name: str, torch: Any, transformers: Any) -> tuple[bool, Any, Any]:
    """Whether the model is a masked one, the model, and its tokenizer."""
    local = Path(name).exists()
    if not local and not re.fullmatch(r"\w[\w.-]*(/\w[\w.-]*)?", name):
        raise AssetError(f"{name}: no such folder; expected a model's folder or its name on the Hugging Face hub")
    source = {"local_files_only": local, "trust_remote_code": False}
    config = transformers.AutoConfig.from_pretrained(name, **source)
    is_masked = _is_masked(name, config)
    tokenizer = transformers.AutoTokenizer.from_pretrained(name, **source)
    if not getattr(tokenizer, "is_fast", False):
        raise AssetError(f"{name}: is no usable language model: its tokenizer has no tokenizer.json")
    cuda = torch.cuda.is_available()
    dtype = torch.float32 if not cuda else torch.bfloat16 if torch.cuda.is_bf16_supported() else torch.float16
    kind = transformers.AutoModelForMaskedLM if is_masked else transformers.AutoModelForCausalLM
    model, report = kind.from_pretrained(name, dtype=dtype, output_loading_info=True, **source)
    if report["missing_keys"]:
        missing = sorted(report["missing_keys"])
        raise AssetError(f"{name}: is no usable language model: {len(missing)} weights are missing ({missing[0]})")
    return is_masked, model.eval().to("cuda" if cuda else "cpu"), tokenizer


def _is_masked(name: str, config: Any) -> bool:
    kinds = getattr(config, "architectures", None) or ["of an unknown kind"]
    if any(kind.endswith(("ForMaskedLM", "ForPreTraining")) for kind in kinds):
        return True
    if any(kind.endswith(("ForCausalLM", "LMHeadModel")) for kind in kinds):
        return False
    raise AssetError(f"{name}: is neither a causal nor a masked language model, but {kinds[0]}")


def _calibration(folder: Path) -> Calibration:
    path = folder / "calibration.json"
    if not path.is_file():
        return CALIBRATION
    try:
        return Calibration.parse(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise AssetError(f"{path}: is no calibration: {first_line(error)}") from None
