"""The compact model: an encoder that reads the text as it stands, and two towers that weigh candidates.

The encoder is BERT's (Devlin and others 2019), small: six layers of 384, started from MiniLM (Wang and others 2020).
A place and a phrase are each put into one vector, by a tower of their own, and a dot product says how well they fit;
so a window is read once, however many candidates it has. Segment types, which one text does not need, became shapes:
an uncased vocabulary does not see capitals.
"""

from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional

WIDTH, LAYERS, HEADS, INNER, TYPES, POSITIONS = 384, 6, 12, 1536, 4, 160
DROPPED = 0.1  # of what a layer adds, while training: documents rewritten by hand are few and come again
NEW = frozenset(["detect", "span", "keep", "cand"])  # what MiniLM has not


class Layer(nn.Module):
    """One layer of the encoder, attention and feed-forward, normalised after each."""

    def __init__(self) -> None:
        super().__init__()
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)
        self.norm1 = nn.LayerNorm(WIDTH, eps=1e-12)
        self.up = nn.Linear(WIDTH, INNER)
        self.down = nn.Linear(INNER, WIDTH)
        self.norm2 = nn.LayerNorm(WIDTH, eps=1e-12)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        b, t, _ = x.shape
        q, k, v = self.qkv(x).view(b, t, 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4).unbind(0)
        # written out: for windows this short PyTorch's fused attention takes twice as long backwards
        seen = torch.softmax(q @ k.transpose(-1, -2) * (WIDTH // HEADS) ** -0.5 + mask.to(q.dtype), -1)
        x = self.norm1(x + self._dropped(self.out((seen @ v).transpose(1, 2).reshape(b, t, WIDTH))))
        return self.norm2(x + self._dropped(self.down(functional.gelu(self.up(x)))))

    def _dropped(self, x: Tensor) -> Tensor:
        return functional.dropout(x, DROPPED, self.training)


class Compact(nn.Module):
    """Encoder, a head that tells replaced pieces, the towers of places (`span`, `keep`) and of phrases (`cand`)."""

    def __init__(self, vocab: int) -> None:
        super().__init__()
        self.word = nn.Embedding(vocab, WIDTH)
        self.position = nn.Embedding(POSITIONS, WIDTH)
        self.shape = nn.Embedding(TYPES, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.detect = nn.Linear(WIDTH, 1)
        self.span = nn.Sequential(nn.Linear(2 * WIDTH, WIDTH), nn.GELU(), nn.Linear(WIDTH, WIDTH))
        self.keep = nn.Linear(2 * WIDTH, 1)
        self.cand = nn.Sequential(nn.Linear(WIDTH, WIDTH), nn.GELU(), nn.Linear(WIDTH, WIDTH))

    def encode(self, ids: Tensor, shapes: Tensor, mask: Tensor) -> Tensor:
        """One vector for each piece; `mask` is true where there is one."""
        x = self.norm(self.word(ids) + self.position.weight[: ids.shape[1]] + self.shape(shapes))
        bias = (1.0 - mask[:, None, None, :].to(x.dtype)) * -1e4
        for layer in self.layers:
            x = layer(x, bias)
        return x

    def ends(self, hidden: Tensor, firsts: Tensor, lasts: Tensor) -> Tensor:
        """The first and the last piece of each place, which are numbered through the batch."""
        flat = hidden.reshape(-1, WIDTH)
        return torch.cat([flat[firsts], flat[lasts]], -1)

    def candidates(self, pieces: Tensor) -> Tensor:
        """Vectors of phrases given as rows of piece ids, padded with 0."""
        real = (pieces != 0).to(self.word.weight.dtype)[..., None]
        mean = (self.word(pieces) * real).sum(-2) / real.sum(-2).clamp(min=1)
        return mean + self.cand(mean)

    def weigh(self, ends: Tensor, offered: Tensor, real: Tensor) -> Tensor:
        """Logits of K options of S places, given their vectors [S, K, WIDTH]; option 0 is the text as it stands, and
        what is not real is ruled out."""
        logits = torch.bmm(offered, self.span(ends)[:, :, None]).squeeze(-1)
        logits = logits + functional.pad(self.keep(ends), (0, offered.shape[1] - 1))
        return logits.masked_fill(~real, -1e4)


def start_from(path: Path) -> Compact:
    """A model that starts from MiniLM-L6 (safetensors with BERT's names); what it has not starts at random."""
    from safetensors.torch import load_file

    old = {name.removeprefix("bert."): tensor for name, tensor in load_file(path).items()}
    words = old["embeddings.word_embeddings.weight"]
    model = Compact(words.shape[0])
    # a little noise, or the four shapes would start alike
    shapes = old["embeddings.token_type_embeddings.weight"][:1].repeat(TYPES, 1) + 0.01 * torch.randn(TYPES, WIDTH)
    new = {
        "word.weight": words,
        "position.weight": old["embeddings.position_embeddings.weight"][:POSITIONS],
        "shape.weight": shapes,
        "norm.weight": old["embeddings.LayerNorm.weight"],
        "norm.bias": old["embeddings.LayerNorm.bias"],
    }
    for i in range(LAYERS):
        new |= _layer(old, i)
    missing, unexpected = model.load_state_dict(new, strict=False)
    if unexpected or any(name.split(".")[0] not in NEW for name in missing):
        raise ValueError(f"{path}: is no MiniLM-L6: {[*missing, *unexpected]}")
    return model


def _layer(old: dict[str, Tensor], i: int) -> dict[str, Tensor]:
    """The weights of one layer; queries, keys and values become one matrix."""
    layer = f"encoder.layer.{i}."
    attention = layer + "attention."
    names = {
        "out": attention + "output.dense",
        "norm1": attention + "output.LayerNorm",
        "up": layer + "intermediate.dense",
        "down": layer + "output.dense",
        "norm2": layer + "output.LayerNorm",
    }
    new = {}
    for end in ("weight", "bias"):
        parts = [old[f"{attention}self.{part}.{end}"] for part in ("query", "key", "value")]
        new[f"layers.{i}.qkv.{end}"] = torch.cat(parts)
        for ours, theirs in names.items():
            new[f"layers.{i}.{ours}.{end}"] = old[f"{theirs}.{end}"]
    return new
