"""The compact model: a BERT-shaped encoder that reads the text as it stands, and two towers that weigh candidates."""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

WIDTH, LAYERS, HEADS, INNER, TYPES, POSITIONS = 384, 6, 12, 1536, 4, 160


class Layer(nn.Module):
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
        a = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        x = self.norm1(x + self.out(a.transpose(1, 2).reshape(b, t, WIDTH)))
        return self.norm2(x + self.down(F.gelu(self.up(x))))


class Compact(nn.Module):
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

    def encode(self, ids: Tensor, types: Tensor, mask: Tensor) -> Tensor:
        x = self.norm(self.word(ids) + self.position.weight[: ids.shape[1]] + self.shape(types))
        bias = (1.0 - mask[:, None, None, :].to(x.dtype)) * -1e4
        for layer in self.layers:
            x = layer(x, bias)
        return x

    def ends(self, hidden: Tensor, start: Tensor, last: Tensor) -> Tensor:
        flat = hidden.reshape(-1, WIDTH)
        return torch.cat([flat[start], flat[last]], -1)

    def candidates(self, pieces: Tensor) -> Tensor:
        """Vectors of phrases given as rows of piece ids, padded with 0."""
        real = (pieces != 0).to(self.word.weight.dtype)[..., None]
        mean = (self.word(pieces) * real).sum(-2) / real.sum(-2).clamp(min=1)
        return mean + self.cand(mean)

    def weigh(self, ends: Tensor, pieces: Tensor) -> Tensor:
        """Logits of the options [S, K, P] of S spans; option 0 is the text as it stands."""
        s = self.span(ends)
        logits = (self.candidates(pieces) * s[:, None]).sum(-1)
        return logits + F.pad(self.keep(ends), (0, pieces.shape[1] - 1))


def start_from(path: str) -> Compact:
    """A model that starts from MiniLM-L6 (safetensors with BERT's names)."""
    from safetensors.torch import load_file

    w = {k.removeprefix("bert."): v for k, v in load_file(path).items()}
    e = "embeddings."
    model = Compact(w[e + "word_embeddings.weight"].shape[0])
    new = {
        "word.weight": w[e + "word_embeddings.weight"],
        "position.weight": w[e + "position_embeddings.weight"][:POSITIONS],
        "shape.weight": w[e + "token_type_embeddings.weight"][:1].repeat(TYPES, 1) + 0.01 * torch.randn(TYPES, WIDTH),
        "norm.weight": w[e + "LayerNorm.weight"],
        "norm.bias": w[e + "LayerNorm.bias"],
    }
    for i in range(LAYERS):
        p, a = f"encoder.layer.{i}.", f"encoder.layer.{i}.attention."
        for end in ("weight", "bias"):
            new[f"layers.{i}.qkv.{end}"] = torch.cat([w[f"{a}self.{x}.{end}"] for x in ("query", "key", "value")])
            new[f"layers.{i}.out.{end}"] = w[f"{a}output.dense.{end}"]
            new[f"layers.{i}.norm1.{end}"] = w[f"{a}output.LayerNorm.{end}"]
            new[f"layers.{i}.up.{end}"] = w[f"{p}intermediate.dense.{end}"]
            new[f"layers.{i}.down.{end}"] = w[f"{p}output.dense.{end}"]
            new[f"layers.{i}.norm2.{end}"] = w[f"{p}output.LayerNorm.{end}"]
    missing, unexpected = model.load_state_dict(new, strict=False)
    assert not unexpected and all(m.split(".")[0] in {"detect", "span", "keep", "cand"} for m in missing)
    return model
