"""Measures whether clips show what their captions say: known words, combinations and words never trained on.

The words never trained on are asked twice: as the studio renders them, through the rewriter, and as they are written.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from model.papercut.critic import CRITIC_FRAMES, FACTS, FIRST_FIVE, judge, summarize, true_values
from model.papercut.evaluation.bench import Bench, Order, mixed_aspect
from model.papercut.evaluation.reading import Goal, Reading, Speed, Unit, at_least, at_most
from model.papercut.evaluation.sheets import save_group
from model.papercut.theatre.captions import Style, Wording, write_caption

GOALS: dict[str, Goal] = {
    "setting": at_least(0.95),
    "subject": at_least(0.90),
    "colour": at_least(0.85),
    "action": at_least(0.80),
    "camera": at_least(0.80),
}
"""Shares of clips in which each fact should be as asked."""

_NAMES = {"first_three": "setting, subject and colour together", "all": "these and action and camera together"}


@dataclass(frozen=True)
class Group:
    """One kind of caption put to the model; groups that share `draw` tell the same scenes."""

    name: str
    draw: str
    held_out: bool
    wording: Wording
    rewritten: bool = False


SEEN = Group("seen", "seen", held_out=False, wording=Wording.SEEN)
HELD_OUT = Group("held-out-combinations", "held out", held_out=True, wording=Wording.SEEN)
REWRITTEN = Group("unseen-words-rewritten", "unseen words", held_out=False, wording=Wording.UNSEEN, rewritten=True)
UNSEEN = Group("unseen-words", "unseen words", held_out=False, wording=Wording.UNSEEN)


def measure_attributes(bench: Bench, speed: Speed) -> list[Reading]:
    """Every fact over seen and held-out combinations; then how far each unusual group falls behind the seen one."""
    third = bench.config.part(3)
    seen = judge_group(bench, SEEN, max(2, bench.config.clips - third), speed)
    held_out = judge_group(bench, HELD_OUT, third, speed)
    together = summarize([*seen, *held_out])
    readings = [
        Reading(f"{_NAMES.get(fact, _title(fact))} as asked", share, len(seen) + len(held_out), goal=GOALS.get(fact))
        for fact, share in together.items()
    ]
    readings.append(_behind("unseen combinations, points behind seen ones", seen, held_out, at_most(3)))
    quarter = bench.config.part(4)
    for group, title, goal in (
        (REWRITTEN, "words never trained on, rewritten, points behind seen ones", at_most(10)),
        (UNSEEN, "the same words as written, points behind seen ones", None),
    ):
        readings.append(_behind(title, seen, judge_group(bench, group, quarter, speed), goal))
    return readings


def judge_group(bench: Bench, group: Group, count: int, speed: Speed) -> list[dict[str, bool]]:
    """Render clips of a group and say, for each, which facts are as its scene has them."""
    rng = bench.chance(group.draw)
    scenes = [bench.draw_scene(rng, group.held_out, mixed_aspect(index)) for index in range(count)]
    captions = [write_caption(scene, rng, Style.LONG, group.wording) for scene in scenes]
    prompts = captions
    if group.rewritten:
        prompts = [bench.rewriter.rewrite(caption).prompt for caption in captions]
    orders = [
        Order(prompt, scene.aspect, bench.config.seed + index)
        for index, (prompt, scene) in enumerate(zip(prompts, scenes, strict=True))
    ]
    clips = bench.render(orders, speed, group.name)
    if bench.config.sheet_dir is not None and speed is Speed.BEST:
        save_group(group.name, clips, captions, bench.config.sheet_dir)
    return [
        judge(bench.critic, clip[None, :CRITIC_FRAMES], [true_values(scene)])[0]
        for clip, scene in zip(clips, scenes, strict=True)
    ]


def _behind(
    title: str, usual: Sequence[dict[str, bool]], unusual: Sequence[dict[str, bool]], goal: Goal | None
) -> Reading:
    """How many points the mean of the five facts with a goal lies behind, and each fact of the unusual group."""
    before, after = summarize(usual), summarize(unusual)
    points = 100 * sum(before[fact] - after[fact] for fact in FIRST_FIVE) / len(FIRST_FIVE)
    return Reading(title, points, len(unusual), Unit.POINTS, goal, {fact: after[fact] for fact in FACTS})


def _title(fact: str) -> str:
    return fact.replace("_", " ")
