"""The critic put to use on prompts: whether a clip shows what its prompt asks for, fact by fact.

What a prompt asks for is read by the rules of the rewriter, and only what it says for sure is looked for. Knows no
clips' records and no goals; `critic` names what is seen, this compares.
"""

from collections.abc import Mapping
from pathlib import Path

import torch

from model.papercut.critic import CRITIC_FRAMES, FACTS, MOTION_FACTS, Critic
from model.papercut.evaluation.bench import load_critic
from model.papercut.lexicon import Lexicon
from model.papercut.reading import Facts, read
from model.papercut.repertoire import Repertoire
from model.papercut.scan import scan
from model.papercut.wording import Meaning, Strength
from model.spec import Frames


class PromptCritic:
    """A `model.spec.Critic` for Papercut and what is refined from it. Not safe to share between threads.

    Args:
        critic: who names what a clip shows.
        repertoire: what the weights know; a prompt's other words are not looked for.
    """

    def __init__(self, critic: Critic, repertoire: Repertoire) -> None:
        self._critic, self._repertoire = critic, repertoire
        self._lexicon = Lexicon(repertoire)

    @classmethod
    def load(cls, pipeline_folder: Path) -> "PromptCritic | None":
        """The critic that lies in a pipeline folder, in `critic`; None where none does.

        Raises:
            CriticError: it is of another version of the theatre.
        """
        folder = pipeline_folder / "critic"
        return cls(load_critic(folder), Repertoire.load(pipeline_folder)) if folder.is_dir() else None

    def expected(self, prompt: str) -> dict[str, str]:
        """What a prompt surely asks for, by the names of `FACTS`; nothing in another language than English."""
        facts = read(scan(prompt, self._lexicon), lambda _: None).facts
        return {
            name: value
            for name, value in _named(facts).items()
            if value in {known.value for known in FACTS[name] if self._repertoire.knows(known)}
        }

    def __call__(self, prompt: str, frames: Frames) -> Mapping[str, bool]:
        """Whether each expected fact is named. Frames uint8 (T, H, W, 3) of one shot; where they are fewer than 17,
        action and camera are left out, which no one could tell."""
        expected = self.expected(prompt)
        pictures = torch.from_numpy(frames)
        if len(frames) >= CRITIC_FRAMES:
            named = self._critic.watch(pictures[None, :CRITIC_FRAMES])
        else:
            named = self._critic.look_at(pictures[len(frames) // 2][None])
            expected = {name: value for name, value in expected.items() if name not in MOTION_FACTS}
        return {name: named[name][0] == value for name, value in expected.items()}


def _named(facts: Facts) -> dict[str, str]:
    meanings: dict[str, Meaning | None] = {
        "setting": facts.setting,
        "colour": facts.lead.colour if facts.lead is not None else None,
        "action": facts.action,
        "camera": facts.camera,
        "time_of_day": facts.time,
        "weather": facts.weather,
        "look": facts.look,
    }
    sure = {name: str(m.value) for name, m in meanings.items() if m is not None and m.strength is Strength.SURE}
    if facts.lead is not None:
        sure["subject"] = facts.lead.subject.value
    return sure
