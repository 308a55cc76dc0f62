"""From a model's name to a model."""

from pathlib import Path

from mtfix import assets
from mtfix.errors import AssetError
from mtfix.lm import LanguageModel


def load(name: str) -> LanguageModel:
    """The model of that name: packaged, a folder, or on the Hugging Face hub ("" for none, the dictionary alone).

    Raises AssetError with one clear line when there is none, a file is damaged or an extra is missing.
    """
    if not name:
        from mtfix.lm.flat import Flat

        return Flat()
    try:
        asset = assets.locate(name)
    except AssetError:
        if "/" not in name and not Path(name).exists():
            raise  # neither a packaged name, nor a folder, nor owner/model
        from mtfix.lm.hub import Hub

        return Hub(name)
    if asset.manifest.get("backend") == "transformers":
        from mtfix.lm.hub import Hub

        return Hub(str(asset.path), asset.label)
    from mtfix.lm.compact import Compact

    return Compact(asset.path)
