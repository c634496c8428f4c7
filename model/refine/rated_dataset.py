"""A frozen dataset as a refinement reads it: the folder of the canonical export, by its schema in docs/data.md.

Knows files and what may be learned from; knows no latents and no model.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from model.spec import RefineMethod, RefineRefused

TRAIN, VALIDATION = "train", "validation"


@dataclass(frozen=True, slots=True)
class RatedClip:
    """One clip of one shot, and what its raters thought of it on average.

    Attributes:
        path: the mp4, an integer multiple of the native size.
        prompt: what the model read: the rewritten prompt where there was one.
        width, height: the native size in pixels.
        stars: mean of the ratings, 1 to 5.
        split: what the clip is for.
    """

    path: Path
    prompt: str
    width: int
    height: int
    stars: float
    split: str


@dataclass(frozen=True, slots=True)
class Preference:
    """Two clips of one prompt; most raters prefer the first."""

    chosen: RatedClip
    rejected: RatedClip


@dataclass(frozen=True)
class RatedDataset:
    """What can be learned from one dataset.

    Attributes:
        clips: clips of one shot, of the splits that teach and that validate.
        preferences: pairs of these, both clips read in the same words.
        left_out: why clips or pairs are not among them, and how many.
    """

    clips: tuple[RatedClip, ...]
    preferences: tuple[Preference, ...]
    left_out: Mapping[str, int]

    @classmethod
    def read(cls, folder: Path) -> RatedDataset:
        """Read a canonical export.

        Raises:
            RefineRefused: the folder is none, or a table in it cannot be read.
        """
        try:
            records = [json.loads(line) for line in (folder / "metadata.jsonl").read_text("utf-8").splitlines()]
        except (OSError, ValueError) as error:
            raise RefineRefused(
                f"{folder / 'metadata.jsonl'} cannot be read ({error}). Expected a dataset in the canonical export "
                "format; export it again."
            ) from error
        left_out: Counter[str] = Counter()
        clips: dict[str, RatedClip] = {}
        for record in records:
            shots = json.loads(record["shots"])
            if record["split"] not in (TRAIN, VALIDATION):
                left_out["kept for testing"] += 1
            elif len(shots) > 1:
                left_out["storyboards of several shots"] += 1
            else:
                clips[record["file_name"]] = _clip(folder, record, shots[0])
        preferences = _preferences(folder / "preferences.parquet", clips, left_out)
        return cls(tuple(clips.values()), preferences, dict(left_out))

    def split(self, name: str) -> list[RatedClip]:
        """The clips of a split."""
        return [clip for clip in self.clips if clip.split == name]

    def pairs(self, name: str) -> list[Preference]:
        """The pairs of a split; a split goes by prompt, so both clips of a pair are in the same one."""
        return [pair for pair in self.preferences if pair.chosen.split == name]

    def require(self, method: RefineMethod) -> None:
        """Let a dataset past from which the method can learn.

        Raises:
            RefineRefused: it cannot, in a sentence that says why and what would help.
        """
        teaching: Sequence[object] = self.split(TRAIN) if method is RefineMethod.RWR else self.pairs(TRAIN)
        judging: Sequence[object] = self.split(VALIDATION) if method is RefineMethod.RWR else self.pairs(VALIDATION)
        what = "rated clips of one shot" if method is RefineMethod.RWR else "preference pairs of clips of one shot"
        if not teaching:
            raise RefineRefused(
                f"There is nothing to learn from: the training split has no {what}{self._left_out_words()}. Choose a "
                "wider selection, or rate several takes of one prompt."
            )
        if not judging:
            raise RefineRefused(
                f"The validation split has no {what}, so nobody could tell when to stop. A dataset of one prompt has "
                "no validation split; rate takes of more prompts."
            )
        if method is RefineMethod.RWR and all(
            abs(clip.stars - clips[0].stars) < 1e-6 for clips in self._by_prompt().values() for clip in clips
        ):
            stars = {round(clip.stars, 6) for clip in self.split(TRAIN)}
            if len(stars) == 1:
                raise RefineRefused(
                    f"All clips of the training split have the same {stars.pop():g} stars, so no clip teaches more "
                    "than another. Rate more clips, also ones you like less."
                )

    def _by_prompt(self) -> dict[str, list[RatedClip]]:
        grouped: dict[str, list[RatedClip]] = defaultdict(list)
        for clip in self.split(TRAIN):
            grouped[clip.prompt].append(clip)
        return grouped

    def _left_out_words(self) -> str:
        told = [f"{count} {reason}" for reason, count in self.left_out.items()]
        return f" (left out: {', '.join(told)})" if told else ""


def _clip(folder: Path, record: Mapping[str, Any], shot: Mapping[str, Any]) -> RatedClip:
    rewritten = shot.get("rewritten")
    return RatedClip(
        path=folder / record["file_name"],
        prompt=shot["prompt"] if rewritten is None else rewritten,
        width=record["native_width"],
        height=record["native_height"],
        stars=record["mean_rating"],
        split=record["split"],
    )


def _preferences(path: Path, clips: Mapping[str, RatedClip], left_out: Counter[str]) -> tuple[Preference, ...]:
    if not path.exists():
        return ()
    found = []
    for pair in pq.read_table(path, columns=["chosen_file_name", "rejected_file_name"]).to_pylist():
        chosen, rejected = clips.get(pair["chosen_file_name"]), clips.get(pair["rejected_file_name"])
        if chosen is None or rejected is None:
            left_out["pairs of clips that are left out"] += 1
        elif (chosen.prompt, chosen.width, chosen.height) != (rejected.prompt, rejected.width, rejected.height):
            # Flow-DPO shares noise and text between the two, so what differs must be the picture alone.
            left_out["pairs read in different words or shapes"] += 1
        else:
            found.append(Preference(chosen, rejected))
    return tuple(found)
