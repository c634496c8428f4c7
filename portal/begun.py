"""A clip in a worker's hands: what its row says is to be rendered, and how its film comes together.

Knows rows and files; renders nothing and writes no row.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from model.spec import Adapter, Frames, RenderSpec, Size, VideoJoiner, VideoWriter
from portal.adapter_file import adapter_file
from portal.shot import AskedShot
from storage.media import MediaFile, MediaKind, MediaStore
from storage.tables import ClipRow, ModelVersionRow


@dataclass(frozen=True, slots=True)
class Begun:
    """What to render, and the film that stands before it."""

    base: str
    """The name of the model that is loaded for it."""
    spec: RenderSpec
    film: MediaFile | None = None
    film_frames: int = 0

    @classmethod
    def of(cls, clip: ClipRow, version: ModelVersionRow | None, before: ClipRow | None, media: MediaStore) -> Begun:
        """What the row says, with the files that it names.

        Args:
            clip: the row.
            version: the row of its model version.
            before: the row of the clip that it extends, if any.
            media: where the files are.

        Raises:
            FileNotFoundError: one of them is missing.
        """
        still = None
        if clip.first_frame_sha256 is not None:
            still = media.find(clip.first_frame_sha256, MediaKind.PICTURE).path.read_bytes()
        sha256 = None if version is None else version.adapter_sha256
        spec = _spec(clip, None if sha256 is None else adapter_file(media, sha256), still)
        base = clip.model if version is None or version.base is None else version.base
        if before is None or before.sha256 is None:
            return cls(base, spec)
        return cls(base, spec, media.find(before.sha256, MediaKind.VIDEO), before.frames or 0)

    def new_frames(self, rendered: Frames) -> Frames:
        """What of a render is new: it begins with the last frame of the film before, which is there already."""
        return rendered if self.film is None else rendered[1:]

    def write_film(
        self, new: Frames, fps: int, path: Path, *, scale: int, write: VideoWriter, join: VideoJoiner
    ) -> None:
        """Write the new frames to `path`, after the film that they go on from.

        Raises:
            OSError: the file could not be written whole.
        """
        if self.film is None:
            write(new, fps, path, scale=scale)
            return
        part = path.with_stem(f"{path.stem}-new")
        try:
            write(new, fps, part, scale=scale)
            join(self.film.path, part, path)
        finally:
            part.unlink(missing_ok=True)


def _spec(clip: ClipRow, adapter: Adapter | None, first_frame: bytes | None) -> RenderSpec:
    return RenderSpec(
        shots=tuple(AskedShot.from_json(shot).for_model for shot in clip.shots[clip.kept_shots :]),
        size=Size(clip.width, clip.height),
        fps=clip.fps,
        seed=clip.seed,
        steps=clip.steps,
        guidance=clip.guidance,
        negative_prompt=clip.negative_prompt,
        fast=clip.fast,
        adapter=adapter,
        first_frame=first_frame,
    )
