"""Renders one storyboard in a process of its own and prints what it cost, as JSON.

Peak memory is a property of a process, so every length needs its own. Run it with
`python -m model.papercut.evaluation.probe --help`.
"""

import argparse
import hashlib
import json
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import torch

from model.papercut.evaluation.bench import play_storyboard
from model.papercut.evaluation.reading import Speed
from model.papercut.pipeline import PapercutPipeline
from model.papercut.theatre.vocabulary import Aspect

_PROJECT = Path(__file__).parents[3]
_KIBIBYTE = 1024
_WARM_UP_FRAMES = 17


@dataclass(frozen=True)
class ProbeOrder:
    """One storyboard, 16:9, to be rendered in a process of its own.

    Attributes:
        pipeline_dir: the folder to load.
        prompts: one for each shot.
        shot_frames: frames of each shot.
        speed: how it is rendered.
        threads: processor threads.
        seed: seeds the noise.
    """

    pipeline_dir: Path
    prompts: tuple[str, ...]
    shot_frames: int
    speed: Speed
    threads: int
    seed: int


@dataclass(frozen=True)
class ProbeResult:
    """What one storyboard cost.

    Attributes:
        seconds: wall time of the call, after a short one that loads what is loaded at first use.
        processor_seconds: the same in time on all processors, which other programs disturb less.
        peak_bytes: largest resident size of the process.
        sha256: of the frames' bytes.
    """

    seconds: float
    processor_seconds: float
    peak_bytes: int
    sha256: str


def probe(order: ProbeOrder) -> ProbeResult:
    """Render the order in this process."""
    torch.set_num_threads(order.threads)
    pipeline = PapercutPipeline.from_pretrained(order.pipeline_dir, local_files_only=True)
    pipeline.set_progress_bar_config(disable=True)
    play_storyboard(pipeline, order.prompts[:1], [_WARM_UP_FRAMES], Aspect.WIDE, order.seed, order.speed)
    wall, busy = time.perf_counter(), time.process_time()
    shots = [order.shot_frames] * len(order.prompts)
    frames = play_storyboard(pipeline, order.prompts, shots, Aspect.WIDE, order.seed, order.speed)
    return ProbeResult(
        seconds=time.perf_counter() - wall,
        processor_seconds=time.process_time() - busy,
        peak_bytes=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _KIBIBYTE,
        sha256=hashlib.sha256(frames.numpy().tobytes()).hexdigest(),
    )


def probe_apart(order: ProbeOrder) -> ProbeResult:
    """Render the order in a new process.

    Raises:
        RuntimeError: the process failed; says how.
    """
    arguments = asdict(order) | {"pipeline_dir": str(order.pipeline_dir.resolve()), "speed": order.speed.value}
    command = [sys.executable, "-m", "model.papercut.evaluation.probe", json.dumps(arguments)]
    done = subprocess.run(command, cwd=_PROJECT, capture_output=True, text=True, check=False)  # noqa: S603 - ourselves
    if done.returncode:
        raise RuntimeError(f"got exit code {done.returncode} from the probe, expected 0: {done.stderr[-2000:]}")
    return ProbeResult(**json.loads(done.stdout.splitlines()[-1]))


def main(arguments: Sequence[str] | None = None) -> None:
    """Read an order from the command line, render it and print the result."""
    parser = argparse.ArgumentParser(description="Render one storyboard and print what it cost, as JSON.")
    parser.add_argument("order", type=json.loads, help="the fields of ProbeOrder, as JSON")
    fields = parser.parse_args(arguments).order
    order = ProbeOrder(
        **fields
        | {
            "pipeline_dir": Path(fields["pipeline_dir"]),
            "prompts": tuple(fields["prompts"]),
            "speed": Speed(fields["speed"]),
        }
    )
    print(json.dumps(asdict(probe(order))))


if __name__ == "__main__":
    main()
