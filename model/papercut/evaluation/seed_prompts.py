"""Records what Papercut makes of given prompts: every one with seeds 0 to 3, none left away, on one contact sheet.

Beside the sheet stands, for each prompt, what the model read after the rewriter and which words were left out.
"""

from collections.abc import Sequence
from pathlib import Path

from model.papercut.evaluation.bench import Bench, Order
from model.papercut.evaluation.prompts import Case
from model.papercut.evaluation.reading import Speed
from model.papercut.evaluation.sheets import save_sheet
from model.papercut.theatre.vocabulary import Aspect

SEEDS = (0, 1, 2, 3)

_FRAMES = 33
_MOMENTS = 6
_NAME = "papercut-seed-prompts"


def record_prompts(bench: Bench, cases: Sequence[Case], folder: Path) -> Path:
    """Render the prompts and write the sheet (one row for each clip) and the text; returns the sheet's path."""
    rewrites = [bench.rewriter.rewrite(case.prompt) for case in cases]
    orders = [Order(rewrite.prompt, Aspect.WIDE, seed, _FRAMES) for rewrite in rewrites for seed in SEEDS]
    clips = bench.render(orders, Speed.BEST, "seed prompts")
    folder.mkdir(parents=True, exist_ok=True)
    sheet = folder / f"{_NAME}.png"
    save_sheet(clips, sheet, columns=1, moments=_MOMENTS)
    paragraphs = []
    for number, (case, rewrite) in enumerate(zip(cases, rewrites, strict=True), start=1):
        left_out = [
            case.prompt[mark.start : mark.stop] + (f" (nearest: {mark.nearest})" if mark.nearest else "")
            for mark in rewrite.marks
        ]
        rows = f"rows {(number - 1) * len(SEEDS) + 1} to {number * len(SEEDS)}"
        paragraphs.append(
            f"{number}. ({rows}, seeds {SEEDS[0]} to {SEEDS[-1]}) {case.prompt}\n\n"
            f"   - The model read: {rewrite.prompt}\n"
            f"   - Left out: {', '.join(left_out) if left_out else 'nothing'}\n"
        )
    sheet.with_suffix(".md").write_text("\n".join(paragraphs), encoding="utf-8")
    return sheet
