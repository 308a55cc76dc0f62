"""From a checkpoint to the graph that ships: python models/en-small/export.py CHECKPOINT model.onnx [--full]

Weights become int8, one scale for each output channel; activations get theirs while running. `--full` keeps fp32.
"""

import argparse
import tempfile
from pathlib import Path

import onnx
import torch
from model import POSITIONS, Compact
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from mtfix.lm.pieces import PHRASE

OUTPUTS = ["surprise", "keep", "scores"]


class Reader(nn.Module):
    """The whole question in one pass: surprise of each piece, bias of keeping, score of each phrase."""

    def __init__(self, model: Compact) -> None:
        super().__init__()
        self.model = model

    def forward(  # noqa: PLR0917 - these are the inputs of the graph
        self, ids: Tensor, shapes: Tensor, firsts: Tensor, lasts: Tensor, pieces: Tensor, owners: Tensor
    ) -> tuple[Tensor, ...]:
        hidden = self.model.encode(ids, shapes, ids != 0)
        ends = self.model.ends(hidden, firsts, lasts)
        towers = self.model.span(ends)[owners]
        scores = (self.model.candidates(pieces) * towers).sum(-1)
        return self.model.detect(hidden).squeeze(-1), self.model.keep(ends).squeeze(-1), scores


def export(checkpoint: Path, target: Path, full: bool = False) -> None:
    """Write the checkpoint as ONNX; int8 weights unless `full`."""
    weights = torch.load(checkpoint, map_location="cpu")["model"]
    model = Compact(weights["word.weight"].shape[0])
    model.load_state_dict(weights)
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder) / "raw.onnx"
        _trace(Reader(model.eval()), raw)
        if full:
            target.write_bytes(raw.read_bytes())
        else:
            _quantize(raw, target)
    print(f"{target}: {target.stat().st_size:,} bytes")


def _trace(reader: Reader, target: Path) -> None:
    """Write the graph in full precision; the sizes of the example mean nothing."""
    d = torch.export.Dim
    window = {0: d("rows", min=1, max=64), 1: d("longest", min=3, max=POSITIONS)}
    spans, phrases = {0: d("spans")}, {0: d("phrases")}
    inputs = {
        "ids": ((3, 20), window),
        "shapes": ((3, 20), window),
        "firsts": ((5,), spans),
        "lasts": ((5,), spans),
        "pieces": ((7, PHRASE), phrases),
        "owners": ((7,), phrases),
    }
    torch.onnx.export(
        reader,
        (),
        str(target),
        kwargs={name: torch.ones(size, dtype=torch.long) for name, (size, _) in inputs.items()},
        dynamic_shapes={name: free for name, (_, free) in inputs.items()},
        dynamo=True,
        external_data=False,
        input_names=list(inputs),
        output_names=OUTPUTS,
        opset_version=18,
    )


def _quantize(raw: Path, target: Path) -> None:
    graph = onnx.load(raw)
    del graph.graph.value_info[:]  # the exporter's shapes of shared initialisers contradict each other
    onnx.save(graph, raw)
    kinds = ["MatMul", "Gemm", "Gather"]
    quantize_dynamic(raw, target, weight_type=QuantType.QInt8, per_channel=True, op_types_to_quantize=kinds)


def main() -> None:
    parser = argparse.ArgumentParser(description="a checkpoint as an ONNX graph")
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("target", type=Path)
    parser.add_argument("--full", action="store_true", help="keep full precision")
    options = parser.parse_args()
    export(options.checkpoint, options.target, options.full)


if __name__ == "__main__":
    main()
