"""What the tests of the integrations share: records, a configuration that repairs them, and what must come out."""

from pathlib import Path
from typing import Any

from spun import FIXED, SPUN

from mtfix.config import Config

CLEAN = "Nothing is wrong with this sentence."
BIG = 2**53 + 1  # no float holds it
RECORDS: list[dict[str, Any]] = [
    {"id": 1, "text": SPUN, "n": BIG},
    {"id": 2, "text": CLEAN, "n": None},
    {"id": 3, "text": None, "n": 7},
    {"id": 4, "text": "", "n": -1},
]
REPAIRED = [{**RECORDS[0], "text": FIXED}, *RECORDS[1:]]
KEPT = RECORDS[1:]  # what is left when spun records are dropped


def config(dictionary: Path) -> Config:
    return Config(model="", thesaurus="", dictionaries=(str(dictionary),), min_score=0.3)
