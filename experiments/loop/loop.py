"""The loop itself: clips, stars, datasets, candidates, trial. Each stage takes what an earlier call has kept."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tqdm import tqdm

from experiments.loop.raters import shuffled, stars_of
from experiments.loop.report import Result
from experiments.loop.scale import Scale
from experiments.loop.studio import LoopStudio
from experiments.loop.tastes import TASTES
from experiments.loop.trial import Trial, accuracy, judged, save_pairs
from experiments.loop.wishes import draw_held_out, draw_rated
from model.papercut.evaluation.bench import SHIPPED, load_critic
from model.refine.refiner import PipelineRefiner
from model.renderer import DiffusersRenderer, load
from model.spec import Adapter, RefineProgress, RefineSpec
from settings import PAPERCUT

CONTROL = "control"
NAMES = (*(taste.name for taste in TASTES), CONTROL)
_ROLES = dict(zip(NAMES, ("artist", "curator", "maintainer", "artist"), strict=True))
"""Who puts in the stars of a taste: datasets are frozen by the raters' role. The control revises the artist's."""

_SAYS = {taste.name: taste.says for taste in TASTES} | {CONTROL: "nobody: the first taste's stars, shuffled"}


def run(
    work_dir: Path, scale: Scale, names: Sequence[str], source: Path = SHIPPED, sheet_dir: Path | None = None
) -> list[Result]:
    """Make a candidate of each name and put it to the trial.

    Args:
        work_dir: where all that is done is kept, and looked for.
        scale: how large a loop.
        names: whose stars; of none, clips are rendered and rated alone.
        source: the base.
        sheet_dir: where base and candidate are shown side by side; None shows nothing.
    """
    rated = draw_rated(scale.prompts)
    datasets = _datasets(work_dir, scale)
    if not names:
        return []
    renderer = load(source, None, PAPERCUT.capabilities, "cpu")
    renderer.pipeline.set_progress_bar_config(disable=True)
    trial = Trial(renderer, draw_held_out(scale.held_out, rated), scale, work_dir / "trial")
    critic = load_critic(SHIPPED / "critic")
    base = trial.clips(None)
    base_accuracy = accuracy(critic, trial.wishes, base)
    results = []
    for name in names:
        made = _candidate(renderer, name, datasets[name], scale, work_dir)
        clips = trial.clips(Adapter(Path(made["path"]), made["sha256"]))
        if sheet_dir is not None:
            sheet_dir.mkdir(parents=True, exist_ok=True)
            save_pairs(base, clips, sheet_dir / f"loop-{name}.png")
        results.append(
            Result(
                name=name,
                says=_SAYS[name],
                voter=TASTES[0].name if name == CONTROL else name,
                is_control=name == CONTROL,
                verdicts={taste.name: judged(taste, trial.wishes, clips, base) for taste in TASTES},
                accuracy=accuracy(critic, trial.wishes, clips),
                base_accuracy=base_accuracy,
                minutes=made["seconds"] / 60,
                processor_minutes=made["processor_seconds"] / 60,
                metrics=made["metrics"],
            )
        )
    return results


def _datasets(work_dir: Path, scale: Scale) -> Mapping[str, Path]:
    """The frozen ratings of each taste and of the control, as canonical exports."""
    studio_dir = work_dir / "studio"
    found = {name: studio_dir / "datasets" / name for name in NAMES}
    if all(path.exists() for path in found.values()):
        return found
    with LoopStudio.opened(studio_dir, scale) as studio:
        takes = studio.takes(draw_rated(scale.prompts))
        stars = {taste.name: stars_of(taste, takes) for taste in TASTES}
        stars[CONTROL] = shuffled(stars[TASTES[0].name], scale.seed)
        return {name: studio.dataset(name, _ROLES[name], stars[name]) for name in NAMES}


def _candidate(renderer: DiffusersRenderer, name: str, dataset: Path, scale: Scale, work_dir: Path) -> dict[str, Any]:
    """An adapter refined on a dataset, and what it cost; as kept if it was made before."""
    folder = work_dir / "candidates" / name
    note = folder.with_suffix(".json")
    if note.exists():
        kept: dict[str, Any] = json.loads(note.read_text())
        return kept
    spec = RefineSpec(
        dataset_folder=dataset,
        method=scale.method,
        work_dir=work_dir / "refine" / name,
        out=folder,
        seed=scale.seed,
        rank=scale.rank,
        max_steps=scale.max_steps,
    )
    began, busy = time.perf_counter(), time.process_time()
    with tqdm(total=spec.max_steps, desc=f"refine {name}") as bar:

        def watch(progress: RefineProgress) -> None:
            bar.update(progress.step - bar.n)
            bar.set_postfix(loss=f"{progress.loss:.3f}")

        refined = PipelineRefiner(renderer).refine(spec, watch, lambda: False)
    made = {
        "path": str(refined.adapter.path),
        "sha256": refined.adapter.sha256,
        "seconds": time.perf_counter() - began,
        "processor_seconds": time.process_time() - busy,
        "metrics": dict(refined.metrics),
        "scale": {key: str(value) for key, value in asdict(scale).items()},
    }
    note.write_text(json.dumps(made, indent=2))
    return made
