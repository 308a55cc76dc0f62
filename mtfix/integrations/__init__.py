"""mtfix inside other tools: one module for each, named after the tool whose library it needs.

Nothing here adds to what mtfix decides: the text of a record is the one that `mtfix.clean` makes.
"""

import multiprocessing
import os
import sys
from functools import lru_cache
from typing import TYPE_CHECKING

from mtfix.config import Config
from mtfix.errors import MissingLibrary

if TYPE_CHECKING:
    from mtfix.cleaner import Cleaner


def missing(library: str, extra: str = "") -> MissingLibrary:
    """The error for a library that cannot be imported, with the command that installs it."""
    return MissingLibrary(f"{library} is not installed: pip install 'mtfix[{extra or library}]'")


@lru_cache(maxsize=4)
def cleaner(config: Config) -> "Cleaner":
    """The one cleaner of this process for a configuration; a worker process reads with one thread, its own core."""
    from mtfix.cleaner import Cleaner

    makers = (sys.modules.get("multiprocess"), multiprocessing)  # datasets and datatrove use the former
    if any(maker and maker.parent_process() for maker in makers):
        alone()
    return Cleaner(config)


def alone() -> None:
    """Makes models of this process read with one thread, unless the user has said how many."""
    from mtfix.lm.compact import THREADS

    os.environ.setdefault(THREADS, "1")
