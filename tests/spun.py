"""A spun text so plain that the dictionary alone repairs it: 64 phrases of one family prove that it was spun."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
_WRONG = "colossal profound bright dusty hollow rapid silent bitter".split()
_NOUNS = "harbor meadow engine lantern bottle saddle window ladder".split()
PAIRS = [(f"{wrong} {noun}", f"fine {noun}") for noun in _NOUNS for wrong in _WRONG]
ROWS = "".join(f"{wrong}\tx\t{right}\n" for wrong, right in PAIRS)
SPUN = " ".join(f"They saw the {wrong} of the town." for wrong, _ in PAIRS)
FIXED = " ".join(f"They saw the {right} of the town." for _, right in PAIRS)
GERMAN = "Der Ausschuss hat gestern beschlossen, dass die Regierung neue Gesetze schreiben muss, und das ist gut."


def mtfix(*words: str | Path, stdin: bytes = b"", **env: str) -> subprocess.CompletedProcess[bytes]:
    """`python -m mtfix WORDS…` in the current folder."""
    return python("-m", "mtfix", *words, stdin=stdin, **env)


def python(*words: str | Path, stdin: bytes = b"", **env: str) -> subprocess.CompletedProcess[bytes]:
    """A Python process that finds this checkout."""
    everything = {**os.environ, "PYTHONPATH": str(ROOT), **env}
    return subprocess.run([sys.executable, *words], input=stdin, capture_output=True, env=everything, check=False)
