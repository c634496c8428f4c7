from __future__ import annotations

from demo.cast import WISHES
from storage.exports.splits import Split, prompt_key, splits


def test_the_prompts_of_the_demo_can_teach_a_refinement_and_judge_it() -> None:
    prompts = [wish.shots[0][0] for wish in WISHES if len(wish.shots) == 1]
    assert set(splits([prompt_key(prompt) for prompt in prompts]).values()) >= {Split.TRAIN, Split.VALIDATION}
