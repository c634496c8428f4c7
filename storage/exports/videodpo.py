"""VideoDPO: `metadata.json`, a list of videos, and `pair.json`, which names the winner and the loser by their numbers.

After `dump_VPD_metadata1` in OmniScore/metadata_pipe/dpo_metadata_from_prompts.py and the loader `TextVideoDPO` of
https://github.com/CIntellifusion/VideoDPO. Pair n has the videos 2n and 2n + 1, the winner first. The loader leaves out
videos of less than a second and counts on as if they were not there, so pairs with one of them stay out altogether.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from storage.exports.entry import Entry
from storage.exports.frozen import Frozen, PairOfClips
from storage.exports.splits import Split
from storage.exports.tables import json_list

SHORTEST_SECONDS = 1.0
WINNER_IS_FIRST = 0


def entries(frozen: Frozen) -> Iterator[Entry]:
    """A folder for each split that has pairs; only clips that stand in a pair come with it."""
    for split in frozen.splits():
        clips = {clip.clip_id: clip for pair in _pairs(frozen, split) for clip in (pair.chosen, pair.rejected)}
        if clips:
            yield Entry(f"{split}/metadata.json", json_list(partial(_videos, frozen, split)))
            yield Entry(f"{split}/pair.json", json_list(partial(_answers, frozen, split)))
        for clip in clips.values():
            yield frozen.video(clip, f"{split}/")


def _pairs(frozen: Frozen, split: Split) -> Iterator[PairOfClips]:
    for pair in frozen.pairs(split):
        if min(pair.chosen.seconds, pair.rejected.seconds) >= SHORTEST_SECONDS:
            yield pair


def _videos(frozen: Frozen, split: Split) -> Iterator[dict[str, Any]]:
    for number, pair in enumerate(_pairs(frozen, split)):
        for clip in (pair.chosen, pair.rejected):
            yield {
                "basic": {"clip_duration": clip.seconds, "clip_path": clip.file_name, "globalidx": number},
                "misc": {"frame_caption": [pair.prompt]},
            }


def _answers(frozen: Frozen, split: Split) -> Iterator[dict[str, Any]]:
    for number, pair in enumerate(_pairs(frozen, split)):
        yield {
            "video1": 2 * number,
            "video2": 2 * number + 1,
            "label": WINNER_IS_FIRST,
            "frame_caption": pair.prompt,
        }
