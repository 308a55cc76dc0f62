"""Where models and dictionaries are. Nothing else in mtfix knows; nothing is ever downloaded by surprise."""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from mtfix.errors import AssetError

# In a wheel the folder `models/` is packaged as `mtfix/_models`; a checkout reads it where it is.
_HOMES = (Path(__file__).parent / "_models", Path(__file__).parent.parent / "models")


@dataclass(frozen=True, slots=True)
class Asset:
    """A verified folder and its manifest."""

    name: str
    path: Path
    manifest: dict[str, Any]

    @property
    def kind(self) -> str:
        """ "model", "dictionary" or "thesaurus"."""
        return str(self.manifest["kind"])

    @property
    def label(self) -> str:
        """Name and version, as signatures show them."""
        return f"{self.name}@{self.manifest['version']}"


def cache() -> Path:
    """The user's folder for built assets: $MTFIX_HOME, else ~/.cache/mtfix."""
    return Path(os.environ.get("MTFIX_HOME") or Path.home() / ".cache" / "mtfix")


def locate(name: str) -> Asset:
    """The asset of that name: a folder given by path, in $MTFIX_HOME, or packaged. Its files are what was built.

    Raises AssetError when there is none, or a file is missing, cut short or has another digest.
    """
    for folder in _places(name):
        if (folder / "manifest.json").is_file():
            asset = Asset(folder.name, folder, _manifest(folder))
            for file, facts in asset.manifest["files"].items():
                path = folder / file
                if not path.is_file() or path.stat().st_size != facts["size"]:
                    raise AssetError(
                        f"{path}: missing or cut short (expected {facts['size']} bytes); "
                        "install mtfix again or rebuild the asset"
                    )
                if _sha256(path, path.stat().st_mtime_ns) != facts["sha256"]:
                    raise AssetError(
                        f"{path}: differs from the manifest's sha256; install mtfix again or rebuild the asset"
                    )
            return asset
    known = ", ".join(asset.name for asset in available())
    raise AssetError(f"no asset {name!r}; known: {known}, or give the path of a folder with a manifest.json")


def _places(name: str) -> Iterator[Path]:
    if "/" in name or "\\" in name or Path(name).is_dir():
        yield Path(name)
    else:
        yield from (home / name for home in (cache(), *_HOMES))


def _manifest(folder: Path) -> dict[str, Any]:
    path = folder / "manifest.json"
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        if not {"name", "kind", "version", "files"} <= manifest.keys():
            raise ValueError("name, kind, version and files are expected")
        if not all({"sha256", "size"} <= facts.keys() for facts in manifest["files"].values()):
            raise ValueError("every file needs sha256 and size")
    except (OSError, ValueError, AttributeError) as error:
        raise AssetError(f"{path}: is no manifest: {error}") from None
    return dict(manifest)


def available() -> list[Asset]:
    """Every asset that is packaged or in the cache, by name; what is in the cache hides what is packaged."""
    found: dict[str, Asset] = {}
    for home in reversed((cache(), *_HOMES)):
        if home.is_dir():
            for folder in sorted(home.iterdir()):
                if (folder / "manifest.json").is_file():
                    found[folder.name] = Asset(folder.name, folder, _manifest(folder))
    return [found[name] for name in sorted(found)]


def verify(asset: Asset) -> list[str]:
    """What is wrong with the asset's files: one line for each that is missing or has another digest."""
    wrong = []
    for file, facts in asset.manifest["files"].items():
        path = asset.path / file
        if not path.is_file():
            wrong.append(f"{path}: missing")
        elif digest(path)["sha256"] != facts["sha256"]:
            wrong.append(f"{path}: differs from the manifest's sha256")
    return wrong


@lru_cache(maxsize=64)
def _sha256(path: Path, changed: int) -> str:
    """A file's digest, computed once while the file stays as it is (24 MB take 30 ms)."""
    del changed
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def digest(path: Path) -> dict[str, str | int]:
    """A file's entry in a manifest."""
    data = path.read_bytes()
    return {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}


def seal(folder: Path, files: Iterable[str], **facts: Any) -> None:
    """Write an asset's manifest. `facts` hold at least kind and version; the name is the folder's if they lack one."""
    manifest = {"name": folder.name, **facts, "files": {name: digest(folder / name) for name in files}}
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
