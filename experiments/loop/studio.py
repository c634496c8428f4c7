"""The studio of the loop: a whole one in its own processes, asked over its HTTP API as people's programs would.

Knows the API and nothing of tastes. What is there already is not asked for again, so a loop that was stopped goes on.
"""

from __future__ import annotations

import io
import shutil
import time
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx
import numpy as np
from PIL import Image
from tqdm import tqdm

from experiments.loop.raters import Take
from experiments.loop.scale import Scale
from experiments.loop.wishes import Wish
from model.spec import Frames, Size
from model.video import read_frames
from tests.studio_house import PATIENCE_SECONDS, StudioHouse, open_house

ASKING_SECONDS = 1.0
"""Between two questions whether a clip is ready: each costs the processor that renders it."""


class LoopStudio:
    """A studio with one member of each role; the artist asks for all clips."""

    def __init__(self, house: StudioHouse, scale: Scale, folder: Path) -> None:
        self._scale, self._folder = scale, folder
        self._members = {role: _member(house, role) for role in ("artist", "curator", "maintainer")}

    @classmethod
    @contextmanager
    def opened(cls, folder: Path, scale: Scale) -> Iterator[LoopStudio]:
        """A studio in a folder, for the length of the block."""
        folder.mkdir(parents=True, exist_ok=True)
        with open_house(folder, **scale.environment) as house:
            studio = cls(house, scale, folder)
            try:
                yield studio
            finally:
                for client in studio._members.values():
                    client.close()

    def takes(self, wishes: Sequence[Wish]) -> list[Take]:
        """Clips of every wish, rendered by the studio's worker."""
        artist, asked = self._members["artist"], []
        for take in range(self._scale.takes):
            for number, wish in enumerate(wishes):
                asked.append((self._ask(artist, wish, 1000 * take + number), wish))
        with tqdm(total=len(asked), desc="clips", unit="clip") as bar:
            for clip_id, _ in asked:
                while not self._is_over(artist, clip_id):
                    time.sleep(ASKING_SECONDS)
                bar.update()
        return [Take(clip_id, wish, self._frames(artist, clip_id)) for clip_id, wish in asked]

    def dataset(self, name: str, role: str, stars: Mapping[str, int]) -> Path:
        """Have the member of a role rate all clips, freeze these ratings and unpack the canonical export."""
        target = self._folder / "datasets" / name
        if target.exists():
            return target
        for clip_id, overall in stars.items():
            self._members[role].put(f"/api/v1/clips/{clip_id}/rating", json={"overall": overall}).raise_for_status()
        maintainer = self._members["maintainer"]
        order = {"name": f"Stars of the taste {name}", "filters": {"rater_roles": [role]}}
        frozen = maintainer.post("/api/v1/datasets", json=order).raise_for_status().json()
        archive = maintainer.get(f"/api/v1/datasets/{frozen['id']}/export", params={"format": "canonical"})
        aside = target.with_suffix(".part")
        shutil.rmtree(aside, ignore_errors=True)
        with zipfile.ZipFile(io.BytesIO(archive.raise_for_status().content)) as packed:
            packed.extractall(aside)
        aside.rename(target)
        return target

    def _ask(self, artist: httpx.Client, wish: Wish, seed: int) -> str:
        order = {
            "prompt": wish.prompt,
            "seconds": self._scale.seconds,
            "seed": seed,
            "steps": self._scale.steps,
            "idempotency_key": f"loop {seed}",
        }
        answer = artist.post("/api/v1/clips", json=order).raise_for_status().json()
        return str(answer["clips"][0]["id"])

    def _is_over(self, artist: httpx.Client, clip_id: str) -> bool:
        clip = artist.get(f"/api/v1/clips/{clip_id}").raise_for_status().json()
        if clip["status"] in ("failed", "cancelled"):
            raise RuntimeError(f"clip {clip_id} {clip['status']}: {clip['error']}")
        return bool(clip["status"] == "ready")

    def _frames(self, artist: httpx.Client, clip_id: str) -> Frames:
        path = self._folder / "videos" / f"{clip_id}.mp4"
        if not path.exists():
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(artist.get(f"/api/v1/clips/{clip_id}/video").raise_for_status().content)
        return at_size(read_frames(path)[0], self._scale.size)


def at_size(frames: Frames, size: Size) -> Frames:
    """Frames of an enlarged mp4 at the size in which they were rendered."""
    resized = [
        np.asarray(Image.fromarray(frame).resize((size.width, size.height), Image.Resampling.BOX)) for frame in frames
    ]
    return np.stack(resized)


def _member(house: StudioHouse, role: str) -> httpx.Client:
    """A client for the member of a role, who may be there from an earlier call."""
    email = f"{role}@loop.example"
    house.try_to_run("member", "add", "--email", email, "--name", role, "--role", role)
    token = house.run("token", "--email", email).strip()
    return httpx.Client(base_url=house.url, headers={"Authorization": f"Bearer {token}"}, timeout=PATIENCE_SECONDS)
