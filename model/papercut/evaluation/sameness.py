"""Measures whether the same record gives the same frames twice on one machine, each time in a process of its own."""

from tqdm import tqdm

from model.papercut.critic import CRITIC_FRAMES
from model.papercut.evaluation.bench import Bench
from model.papercut.evaluation.probe import ProbeOrder, probe_apart
from model.papercut.evaluation.reading import Reading, Speed, at_least
from model.papercut.theatre.captions import Style, write_caption
from model.papercut.theatre.vocabulary import Aspect

_RECORDS = 3
_SHOTS = 2


def measure_sameness(bench: Bench, speed: Speed) -> list[Reading]:
    """Share of records, storyboards of two shots, whose frames have the same sha256 both times."""
    same = []
    for index in tqdm(range(_RECORDS), desc=f"same record twice ({speed})", unit="record"):
        rng = bench.chance(f"sameness {index}")
        scenes = bench.draw_storyboard(rng, _SHOTS, Aspect.WIDE)
        prompts = tuple(write_caption(scene, rng, Style.LONG) for scene in scenes)
        config = bench.config
        order = ProbeOrder(config.pipeline_dir, prompts, CRITIC_FRAMES, speed, config.threads, config.seed + index)
        same.append(probe_apart(order).sha256 == probe_apart(order).sha256)
    return [Reading("same record rendered twice: identical frames", sum(same) / len(same), len(same), goal=at_least(1))]
