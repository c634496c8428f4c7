"""`make loop`: from ratings to a better model, and the table of docs/loop.md.

What is done is kept in the work folder, so a loop that was stopped goes on. `--only warm` runs one candidate.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import torch

from experiments.loop.loop import NAMES, run
from experiments.loop.report import table, verdicts
from experiments.loop.scale import Scale
from experiments.loop.tastes import TASTES


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the loop and print its table."""
    parser = argparse.ArgumentParser(description="From simulated ratings to a better model, measured by blind votes.")
    parser.add_argument("--work-dir", type=Path, default=Path("build/loop"), help="what is done is kept here")
    parser.add_argument("--only", action="append", choices=NAMES, help="candidates to make; all by default")
    parser.add_argument("--clips-only", action="store_true", help="render and rate, and train nothing")
    parser.add_argument("--sheets", type=Path, help="show base and candidate side by side in this folder")
    chosen = parser.parse_args(arguments)
    torch.set_num_threads(1)  # as the studio's worker does (docs/lab-notes.md, row 25)
    only = [] if chosen.clips_only else chosen.only or NAMES
    results = run(chosen.work_dir, Scale(), only, sheet_dir=chosen.sheets)
    print("\nThe raters are simulated: stars and votes are computed from pixels.\n")
    print(table(results, [taste.name for taste in TASTES]), end="\n\n")
    for result in results:
        print("\n".join(verdicts(result)))


if __name__ == "__main__":
    main()
