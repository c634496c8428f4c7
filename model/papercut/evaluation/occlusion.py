"""Measures whether a subject is the same after passers-by have hidden it completely.

The critic looks at every frame. Where it finds the subject hidden between frames that show it, the names that it gives
most often before and after are compared. The same is done with theatre clips, which bounds what it can find.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from torch import Tensor

from model.papercut.critic import Critic
from model.papercut.evaluation.bench import Bench, Order, mixed_aspect
from model.papercut.evaluation.reading import Reading, Speed, at_least
from model.papercut.evaluation.sheets import save_group
from model.papercut.theatre.captions import Style, write_caption
from model.papercut.theatre.scene import Scene
from model.papercut.theatre.stage import perform

OCCLUSION_FRAMES = 33
"""Long enough for somebody to walk past."""

IDENTITY_GOAL = 0.90


@dataclass(frozen=True)
class Sighting:
    """What the critic saw of one subject: (subject, colour) before and after it was hidden."""

    before: tuple[str, str]
    after: tuple[str, str]


def measure_occlusion(bench: Bench, speed: Speed) -> list[Reading]:
    """Share of subjects unchanged after a full occlusion, and in how many clips there was one."""
    rng = bench.chance("occlusion")
    scenes = [_crowded_scene(bench, index) for index in range(bench.config.part(8))]
    captions = [write_caption(scene, rng, Style.LONG) for scene in scenes]
    orders = [
        Order(caption, scene.aspect, bench.config.seed + index, OCCLUSION_FRAMES)
        for index, (caption, scene) in enumerate(zip(captions, scenes, strict=True))
    ]
    clips = bench.render(orders, speed, "occlusion")
    if bench.config.sheet_dir is not None and speed is Speed.BEST:
        save_group("occlusion", clips, captions, bench.config.sheet_dir, columns=1, moments=9)
    seen = [sighting for clip in clips if (sighting := watch_for_hiding(bench.critic, clip)) is not None]
    real = [
        sighting
        for scene in scenes
        if (sighting := watch_for_hiding(bench.critic, perform([scene], OCCLUSION_FRAMES)[0])) is not None
    ]
    limit = {"theatre_clips_share": _share_same(real) or 0.0, "theatre_clips_hidden": len(real) / len(scenes)}
    return [
        Reading(
            "same subject and colour after being hidden", _share_same(seen), len(seen), goal=at_least(IDENTITY_GOAL)
        ),
        Reading(
            "clips with passers-by in which the subject was hidden completely",
            len(seen) / len(clips),
            len(clips),
            detail=limit,
        ),
    ]


def watch_for_hiding(critic: Critic, clip: Tensor) -> Sighting | None:
    """Who was there before and after the longest stretch of hidden frames; None if nobody was hidden and came back."""
    named = critic.look_at(clip)
    stretch = hidden_stretch([answer == "yes" for answer in named["hidden"]])
    if stretch is None:
        return None
    start, stop = stretch
    who = list(zip(named["subject"], named["colour"], strict=True))
    return Sighting(_most_frequent(who[:start]), _most_frequent(who[stop:]))


def hidden_stretch(hidden: Sequence[bool]) -> tuple[int, int] | None:
    """First and one past the last frame of the longest hidden stretch with visible frames on both sides."""
    best: tuple[int, int] | None = None
    start = None
    for index, is_hidden in enumerate(hidden):
        if is_hidden and start is None:
            start = index
        if not is_hidden and start is not None:
            if start > 0 and (best is None or index - start > best[1] - best[0]):
                best = start, index
            start = None
    return best


def _most_frequent(names: Sequence[tuple[str, str]]) -> tuple[str, str]:
    return Counter(names).most_common(1)[0][0]


def _share_same(sightings: Sequence[Sighting]) -> float | None:
    if not sightings:
        return None
    return sum(sighting.before == sighting.after for sighting in sightings) / len(sightings)


def _crowded_scene(bench: Bench, index: int) -> Scene:
    """A scene in which passers-by walk in front of the subject, whether the weights were shown such scenes or not."""
    rng = bench.chance(f"occlusion {index}")
    with_passers_by = replace(bench.repertoire, passers_by=True)
    while True:
        scene = with_passers_by.draw_scene(rng, False, mixed_aspect(index))
        if scene.passers_by:
            return scene
