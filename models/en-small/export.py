"""From a checkpoint to the files that ship: an int8 ONNX graph, the tokenizer, later the calibration."""

import sys
import tempfile
from pathlib import Path

import onnx
import torch
from model import Compact
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn


class Reader(nn.Module):
    """The whole question in one pass: surprise of each piece, bias of keeping, score of each phrase."""

    def __init__(self, model: Compact) -> None:
        super().__init__()
        self.model = model

    def forward(
        self, ids: Tensor, shapes: Tensor, firsts: Tensor, lasts: Tensor, pieces: Tensor, owners: Tensor
    ) -> tuple[Tensor, ...]:
        hidden = self.model.encode(ids, shapes, ids != 0)
        ends = self.model.ends(hidden, firsts, lasts)
        towers = self.model.span(ends)[owners]
        scores = (self.model.candidates(pieces) * towers).sum(-1)
        return self.model.detect(hidden).squeeze(-1), self.model.keep(ends).squeeze(-1), scores


def export(checkpoint: Path, target: Path, full: bool = False) -> None:
    """Write the checkpoint as ONNX; int8 weights unless `full`."""
    weights = torch.load(checkpoint)["model"]
    model = Compact(weights["word.weight"].shape[0])
    model.load_state_dict(weights)
    reader = Reader(model.eval())
    ones = lambda *shape: torch.ones(*shape, dtype=torch.long)
    inputs = {
        "ids": ones(3, 20),
        "shapes": ones(3, 20),
        "firsts": ones(5),
        "lasts": ones(5),
        "pieces": ones(7, 8),
        "owners": ones(7),
    }
    d = torch.export.Dim
    rows, longest, spans, phrases = d("rows", min=1, max=64), d("longest", min=3, max=160), d("spans"), d("phrases")
    dynamic = {
        "ids": {0: rows, 1: longest},
        "shapes": {0: rows, 1: longest},
        "firsts": {0: spans},
        "lasts": {0: spans},
        "pieces": {0: phrases},
        "owners": {0: phrases},
    }
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder) / "raw.onnx"
        torch.onnx.export(
            reader,
            (),
            str(raw),
            kwargs=inputs,
            dynamic_shapes=dynamic,
            dynamo=True,
            external_data=False,
            input_names=list(inputs),
            output_names=["surprise", "keep", "scores"],
            opset_version=18,
        )
        if full:
            target.write_bytes(raw.read_bytes())
            return
        graph = onnx.load(raw)
        del graph.graph.value_info[:]  # the exporter's shapes of shared initialisers contradict each other
        onnx.save(graph, raw)
        quantize_dynamic(
            raw,
            target,
            weight_type=QuantType.QInt8,
            per_channel=True,
            op_types_to_quantize=["MatMul", "Gemm", "Gather"],
        )
        print(f"{len(graph.graph.node)} nodes, {target.stat().st_size:,} bytes")


if __name__ == "__main__":
    export(Path(sys.argv[1]), Path(sys.argv[2]), full="--full" in sys.argv)
