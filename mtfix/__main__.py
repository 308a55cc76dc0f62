"""`python -m mtfix` is `mtfix`."""

from mtfix.cli import run

run()
