"""Freezing: from the clips that match now to the manifest that never changes. Knows no SQL and no export formats.

Made to hold a studio of years: of each clip a few numbers are kept in memory, its row goes to the disk at once.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from portal.dataset import DatasetCounts, Preview, Sample, warnings
from portal.errors import Unavailable
from portal.prompt_groups import SAME_COSINE, Grouping
from portal.pseudonyms import Pseudonyms
from portal.shot import AskedShot
from storage import datasets as rows
from storage.database import Session
from storage.exports.grouped import Grouped
from storage.exports.manifest import Heading, RatedBy, Row, manifest_json, row_json
from storage.exports.pairs import Pair, Rated, Tally, pairs_from_ratings, pairs_from_votes
from storage.exports.splits import Split, prompt_key, splits
from storage.tables import ClipRow, RatingRow

CLIPS_PER_QUERY = 500
SAMPLES = 12
"""Clips that a preview shows."""

VideoSize = Callable[[str, str], int]
"""Bytes of the video of a clip id and a hash; raises `Unavailable` when it is missing."""


@dataclass(slots=True)
class Draft:
    """What is known of each clip of a dataset while it is made."""

    gap: float
    split_of_prompt: Mapping[bytes, Split]
    key_of_clip: dict[str, bytes]
    grouping: Grouping
    rated: dict[str, list[Rated]] = field(default_factory=lambda: defaultdict(list))
    """By verbatim prompt: a pair's clips must be of one and the same."""
    raters: set[str] = field(default_factory=set)
    tallies: list[Tally] = field(default_factory=list)
    """Votes on two clips that are both among them."""

    @classmethod
    def of(
        cls, candidates: Iterator[rows.Candidate], gap: float, tallies: Iterator[Tally], grouping: Grouping
    ) -> Draft:
        """Take the candidates in, and the votes on any clips; who rated them is told later."""
        rated: dict[str, list[Rated]] = defaultdict(list)
        keys: dict[str, bytes] = {}
        for candidate in candidates:
            rated[candidate.prompt].append(Rated(candidate.clip_id, candidate.stars, candidate.ratings))
            keys[candidate.clip_id] = prompt_key(candidate.prompt)
        both_taken = [tally for tally in tallies if tally.first in keys and tally.second in keys]
        return cls(gap, splits(set(keys.values()), grouping.first), keys, grouping, rated, tallies=both_taken)

    def split_of(self, clip_id: str) -> Split:
        """Where the clip goes."""
        return self.split_of_prompt[self.key_of_clip[clip_id]]

    def pairs(self) -> Iterator[Pair]:
        """All preference pairs. Where people voted on two clips side by side, blind, stars are not asked."""
        voted = list(pairs_from_votes(self._tallies_of_rated()))
        yield from voted
        known = {frozenset((pair.chosen, pair.rejected)) for pair in voted}
        for pair in pairs_from_ratings(self.rated.values(), self.gap):
            if frozenset((pair.chosen, pair.rejected)) not in known:
                yield pair

    def _tallies_of_rated(self) -> Iterator[Tally]:
        """Those whose clips are still in: a rater may lose, a moment ago, the role whose ratings count."""
        rated = {clip.clip_id for clips in self.rated.values() for clip in clips}
        return (tally for tally in self.tallies if tally.first in rated and tally.second in rated)

    def grouped(self) -> Grouped:
        """How the prompts of the clips that are in were grouped."""
        keys = {self.key_of_clip[clip.clip_id] for clips in self.rated.values() for clip in clips}
        groups = len({self.grouping.first(key) for key in keys})
        if self.grouping.reader is None:
            return Grouped(groups)
        not_compared = sum(not self.grouping.has_compared(key) for key in keys)
        return Grouped(groups, self.grouping.reader, SAME_COSINE, not_compared)

    def preview(self) -> Preview:
        """The counts, and what they mean."""
        clips = [clip for clips in self.rated.values() for clip in clips]
        grouped = self.grouped()
        of_split = Counter(self.split_of(clip.clip_id) for clip in clips)
        counts = DatasetCounts(
            clips=len(clips),
            ratings=sum(clip.ratings for clip in clips),
            raters=len(self.raters),
            prompts=len({self.key_of_clip[clip.clip_id] for clip in clips}),
            pairs=sum(1 for _ in self.pairs()),
            splits={split: of_split[split] for split in Split},
            groups=grouped.groups,
        )
        means = [clip.mean for clip in clips]
        ends = (min(means), max(means)) if means else ()
        return Preview(counts, warnings(counts, self.gap, ends), self._samples(), grouped, self.grouping.waiting)

    def _samples(self) -> tuple[Sample, ...]:
        known = {clip.clip_id: (prompt, clip) for prompt, clips in self.rated.items() for clip in clips}
        inside = [clip_id for clip_id in self.key_of_clip if clip_id in known]
        chosen = inside if len(inside) <= SAMPLES else [inside[at * len(inside) // SAMPLES] for at in range(SAMPLES)]
        return tuple(
            Sample(clip_id, prompt, round(clip.mean, 2), clip.ratings)
            for clip_id, (prompt, clip) in ((clip_id, known[clip_id]) for clip_id in chosen)
        )


@dataclass(frozen=True, slots=True)
class Freezer:
    """Writes one manifest."""

    session: Session
    wanted: rows.Selection
    draft: Draft
    pseudonyms: Pseudonyms
    video_size: VideoSize

    def write(self, heading: Heading, path: Path) -> None:
        """Write the manifest to `path`, and in its heading how prompts are grouped.

        The draft is brought up to what is written: ratings may come in meanwhile.

        Raises:
            Unavailable: a video is missing.
        """
        self.draft.rated.clear()
        spool = path.with_suffix(".rows")
        try:
            with spool.open("wb") as file:
                for row in self._rows():
                    file.write(row_json(row) + b"\n")
            with path.open("wb") as file, spool.open("rb") as lines:
                written = (line.removesuffix(b"\n") for line in lines)
                whole = replace(heading, grouping=self.draft.grouped())
                file.writelines(manifest_json(whole, self.draft.pairs(), written))
        finally:
            spool.unlink(missing_ok=True)

    def _rows(self) -> Iterator[Row]:
        clip_ids = list(self.draft.key_of_clip)
        for start in range(0, len(clip_ids), CLIPS_PER_QUERY):
            some = clip_ids[start : start + CLIPS_PER_QUERY]
            ratings: dict[str, list[RatingRow]] = defaultdict(list)
            for rating in rows.ratings(self.session, some, self.wanted.rater_roles):
                ratings[rating.clip_id].append(rating)
            for clip in rows.clips(self.session, some):
                given = ratings[clip.id]
                if not given:
                    continue  # whoever rated it lost, a moment ago, the role whose ratings count
                stars = sum(rating.overall for rating in given)
                self.draft.rated[clip.prompt].append(Rated(clip.id, stars, len(given)))
                self.draft.raters.update(rating.member_id for rating in given)
                yield self._row(clip, given)
            self.session.expunge_all()

    def _row(self, clip: ClipRow, ratings: list[RatingRow]) -> Row:
        if clip.sha256 is None or clip.frames is None:
            raise Unavailable(f"Clip {clip.id} is ready but has no video. Check the database against a backup.")
        return Row(
            clip_id=clip.id,
            sha256=clip.sha256,
            size_bytes=self.video_size(clip.id, clip.sha256),
            prompt=clip.prompt,
            shots=tuple(AskedShot.from_json(shot).to_json() for shot in clip.shots),
            negative_prompt=clip.negative_prompt,
            model=clip.model,
            aspect=clip.aspect,
            native_width=clip.width,
            native_height=clip.height,
            fps=clip.fps,
            frames=clip.frames,
            seed=clip.seed,
            steps=clip.steps,
            guidance=clip.guidance,
            fast=clip.fast,
            created_at=clip.created_at.isoformat(),
            split=self.draft.split_of(clip.id),
            first_frame_sha256=clip.first_frame_sha256,
            ratings=tuple(
                RatedBy(
                    rater=self.pseudonyms.of(rating.member_id),
                    overall=rating.overall,
                    aspects=rating.aspects,
                    tags=tuple(rating.tags),
                    comment=rating.comment,
                    rated_on=rating.created_at.date().isoformat(),
                )
                for rating in ratings
            ),
        )
