"""Measures what a minute costs: time and memory of 60 seconds against those of 6, and computing per second of video.

A minute is ten shots of six seconds, so that ten times the work is exactly ten times. Each length is rendered in a
process of its own.
"""

from tqdm import tqdm

from model.papercut.evaluation.bench import Bench
from model.papercut.evaluation.probe import ProbeOrder, ProbeResult, probe_apart
from model.papercut.evaluation.reading import Reading, Speed, Unit, at_most
from model.papercut.theatre.captions import Style, write_caption
from model.papercut.theatre.stage import FPS
from model.papercut.theatre.vocabulary import Aspect

TIME_GOAL = 10.5
MEMORY_GOAL = 1.1
COMPUTE_GOALS = {Speed.BEST: at_most(3.0), Speed.FAST: at_most(1.0)}

_SHOT_FRAMES = 49
_SHOTS_OF_A_MINUTE = 10
_SHORT_RUNS = 3


def measure_cost(bench: Bench, speed: Speed) -> list[Reading]:
    """Ratios of time and peak memory, and seconds of computing per second of video."""
    runs: list[ProbeResult] = []
    lengths = [1] * _SHORT_RUNS + [_SHOTS_OF_A_MINUTE]
    for shots in tqdm(lengths, desc=f"cost ({speed})", unit="run"):
        runs.append(probe_apart(_order(bench, speed, shots)))
    # The middle one of three: a short run is easily disturbed by other programs.
    short = sorted(runs[:_SHORT_RUNS], key=lambda run: run.seconds)[_SHORT_RUNS // 2]
    minute = runs[-1]
    video_seconds = _SHOTS_OF_A_MINUTE * _SHOT_FRAMES / FPS
    return [
        Reading(
            "time for 60 s over time for 6 s",
            minute.seconds / short.seconds,
            len(runs),
            Unit.RATIO,
            at_most(TIME_GOAL),
            {"seconds_of_60": minute.seconds, "seconds_of_6": short.seconds},
        ),
        Reading(
            "peak memory for 60 s over that for 6 s",
            minute.peak_bytes / short.peak_bytes,
            len(runs),
            Unit.RATIO,
            at_most(MEMORY_GOAL),
            {"mebibytes_of_60": minute.peak_bytes / 2**20, "mebibytes_of_6": short.peak_bytes / 2**20},
        ),
        Reading(
            f"seconds of computing per second of video, 16:9, {bench.config.threads} threads",
            minute.seconds / video_seconds,
            1,
            Unit.SECONDS,
            COMPUTE_GOALS[speed],
            {"processor_seconds_per_second": minute.processor_seconds / video_seconds},
        ),
    ]


def _order(bench: Bench, speed: Speed, shots: int) -> ProbeOrder:
    rng = bench.chance("cost")
    prompts = tuple(write_caption(bench.draw_scene(rng, False, Aspect.WIDE), rng, Style.LONG) for _ in range(shots))
    config = bench.config
    return ProbeOrder(config.pipeline_dir, prompts, _SHOT_FRAMES, speed, config.threads, config.seed)
