"""From a model's name to a model."""

from collections.abc import Mapping
from pathlib import Path

from mtfix import assets
from mtfix.errors import AssetError
from mtfix.lm import LanguageModel

SCOUT = "en-small"


def load(name: str, frequency: Mapping[str, float] | None = None) -> LanguageModel:
    """The model of that name: packaged, a folder, or on the Hugging Face hub; "" for none, which knows no more than the
    `frequency` of words and phrases in clean text.

    Raises AssetError with one clear line when there is none, a file is damaged or an extra is missing.
    """
    if not name:
        from mtfix.lm.flat import Flat

        return Flat(frequency)
    try:
        asset = assets.locate(name)
    except AssetError:
        if (Path(name) / "manifest.json").is_file() or ("/" not in name and not Path(name).exists()):
            raise  # an asset that is damaged; or neither a packaged name, nor a folder, nor owner/model
        return _judge(name)
    if asset.manifest.get("backend") == "transformers":
        return _judge(str(asset.path), asset.label)
    from mtfix.lm.compact import Compact

    return Compact(asset.path, asset.label)


def _judge(path: str, label: str = "") -> LanguageModel:
    """A large model, with the embedded one as its scout."""
    from mtfix.lm.compact import Compact
    from mtfix.lm.hub import Hub
    from mtfix.lm.judge import Judged

    scout = assets.locate(SCOUT)
    return Judged(Compact(scout.path, scout.label), Hub(path, label))
