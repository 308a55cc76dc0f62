"""Small random models of several architectures, with a tokenizer trained on two sentences."""

from pathlib import Path

import pytest
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers

from mtfix.lm import hub
from mtfix.spans import Document

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")

TEXT = (
    "It was a navy commander who mentioned struggle on Friday. The envoy mentioned it once more, "
    "and an unit of the navy said nothing about a struggle."
)
OTHER = Document("Nobody mentioned the navy “struggle”… of 1942.\nThe end 😀 of it.")
SIZES = {"vocab_size": 400, "initializer_range": 0.3}
KINDS = {
    "gpt2": lambda: transformers.GPT2LMHeadModel(
        transformers.GPT2Config(**SIZES, n_embd=32, n_layer=2, n_head=2, n_positions=256)
    ),
    "llama": lambda: transformers.LlamaForCausalLM(
        transformers.LlamaConfig(
            **SIZES,
            hidden_size=32,
            intermediate_size=48,
            num_hidden_layers=2,
            num_attention_heads=4,
            num_key_value_heads=2,
        )
    ),
    "bloom": lambda: transformers.BloomForCausalLM(
        transformers.BloomConfig(**SIZES, hidden_size=32, n_layer=2, n_head=2)
    ),
    "bert": lambda: transformers.BertForMaskedLM(
        transformers.BertConfig(
            **SIZES, hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=48
        )
    ),
}


def save_tokenizer(folder: Path, specials: tuple[str, ...]) -> None:
    own = Tokenizer(models.BPE())
    own.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    own.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    own.train_from_iterator(
        [TEXT, OTHER.text],
        trainers.BpeTrainer(
            vocab_size=400, special_tokens=list(specials), initial_alphabet=alphabet, show_progress=False
        ),
    )
    named = {"bos_token": specials[0]} if len(specials) == 1 else {}
    if not named:
        own.post_processor = processors.BertProcessing(("[SEP]", 1), ("[CLS]", 0))
        named = {"cls_token": "[CLS]", "sep_token": "[SEP]", "mask_token": "[MASK]", "pad_token": "[PAD]"}
    transformers.PreTrainedTokenizerFast(tokenizer_object=own, **named).save_pretrained(folder)


def save(folder: Path, kind: str) -> None:
    """A folder with a model of that kind; the same weights each time."""
    torch.set_num_threads(1)  # these models are too small to share
    torch.manual_seed(1)
    with hub.quiet(transformers):
        KINDS[kind]().save_pretrained(folder)
        save_tokenizer(folder, ("[CLS]", "[SEP]", "[MASK]", "[PAD]") if kind == "bert" else ("<s>",))
