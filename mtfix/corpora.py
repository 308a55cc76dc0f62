"""batch, apply and revert, as the shell runs them: each takes the parsed options and returns the exit code."""

import hashlib
import sys
from argparse import Namespace
from pathlib import Path

from mtfix import assets, page
from mtfix._version import __version__
from mtfix.batch import shards
from mtfix.batch.progress import Meter
from mtfix.batch.repairing import Repairing
from mtfix.batch.run import Plan, Report, Run
from mtfix.batch.standoff import Turning
from mtfix.batch.steps import Step
from mtfix.batch.workers import cores
from mtfix.cleaner import Cleaner
from mtfix.config import Config
from mtfix.errors import AssetError, ConfigError
from mtfix.options import settings
from mtfix.report import count

_MOST = 8  # workers by default; each needs 150 MB of its own


def batch(given: Namespace) -> int:
    """Repair a corpus record by record, or note what would be repaired."""
    if given.only_dictionary and given.model:
        raise ConfigError("--only-dictionary uses no model; leave --model out")
    if given.mark and given.drop is None:
        raise ConfigError("--mark needs --drop spun: what is to be marked")
    if given.only_dictionary:
        given.model = ""
    config, _ = settings(given)
    found = shards.plan(given.sources, given.target, given.format)
    cleaner = Cleaner(config)
    cleaner.repair("They said it.")  # what is missing is told before the first file; what is loaded, workers share
    fields = tuple(dict.fromkeys(given.text_field or ["text"]))
    step = Repairing(cleaner, fields, given.mode == "annotate", given.drop, given.mark)
    options = (cleaner.signature, fields, given.mode, given.drop, given.mark, given.unit, given.format)
    told = f"{_digest(config)} {options} {bool(given.report)}\n"
    return _run(given, found, step, told, page.check(given.report) if given.report else None)


def turn(given: Namespace) -> int:
    """Make the edits that records have beside them, or unmake them."""
    found = shards.plan(given.sources, given.target, given.format)
    return _run(given, found, Turning(given.back, given.bare), f"{__version__} {given.back} {given.bare}\n")


def _run(given: Namespace, found: shards.Shards, step: Step, options: str, report_to: Path | None = None) -> int:
    plan = Plan(found, step, given.unit, given.workers or min(_MOST, cores()), options, report_to)
    meter = Meter(sys.stderr, sum(shard.source.stat().st_size for shard in found.files if shard.source))

    def tell(message: str) -> None:
        meter.end()
        print(f"mtfix: {message}", file=sys.stderr)

    run = Run(plan, tell, (lambda *_: None) if given.quiet else meter)
    try:
        report = run()
    finally:
        meter.end()
    if report.kept:
        tell("what is done so far is kept; the same command goes on from there")
    if not given.quiet:
        print(summary(report), file=sys.stderr)
    return 3 if report.tally.failed or report.lost else int(report.tally.left > 0)


def summary(report: Report) -> str:
    """The last line of a run."""
    tally = report.tally
    parts = [f"{count(tally.edits, 'edit')} in {count(tally.changed, 'record')} of {tally.records:,}"]
    parts += [f"{count(tally.left, 'finding')} left"]
    parts += [f"{tally.dropped:,} left out"] * bool(tally.dropped)
    parts += [f"{tally.failed:,} failed"] * bool(tally.failed)
    beside = tally.failed - report.told
    parts += [f"{beside:,} of them with the error in the record"] * bool(beside)
    parts += [count(report.files, "file")] * (report.files + report.lost > 1)
    parts += [f"{count(report.lost, 'file')} not written"] * bool(report.lost)
    return ", ".join(parts)


def _digest(config: Config) -> str:
    """What tells settings apart where their signature does not: all options, word lists and assets by content."""
    sums = hashlib.sha256(repr(config).encode())
    for name in (*config.allow_files, *config.names_files):
        sums.update(Path(name).read_bytes())
    for name in filter(None, (config.model, config.thesaurus, *config.dictionaries)):
        if name.endswith(".tsv"):
            sums.update(Path(name).read_bytes())
            continue
        try:
            sums.update((assets.locate(name).path / "manifest.json").read_bytes())
        except AssetError:  # a model of the hub, which is known by its name
            continue
    return sums.hexdigest()
