"""What a dataset holds, counted in one pass over its rows. Knows manifests only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from storage.exports.manifest import Row
from storage.exports.pairs import Pair, PairSource
from storage.exports.splits import Split, prompt_key


@dataclass(slots=True)
class Statistics:
    """Counts for the card."""

    clips: int = 0
    seconds: float = 0.0
    stars: Counter[int] = field(default_factory=Counter)
    raters: Counter[str] = field(default_factory=Counter)
    models: Counter[str] = field(default_factory=Counter)
    split_clips: Counter[Split] = field(default_factory=Counter)
    split_prompts: Counter[Split] = field(default_factory=Counter)
    pairs: Counter[PairSource] = field(default_factory=Counter)
    rated_once: int = 0
    """Clips that only one person rated."""
    begun_with_picture: int = 0
    """Clips whose first frame was given to the model."""
    spread: float = 0.0
    """How far two raters of one clip are apart, in stars on average; 0 without two on any."""

    @property
    def ratings(self) -> int:
        """All ratings."""
        return self.stars.total()

    @property
    def prompts(self) -> int:
        """Prompts that differ in more than case and spacing."""
        return self.split_prompts.total()

    @classmethod
    def of(cls, rows: Iterable[Row], pairs: Iterable[Pair]) -> Statistics:
        """Count."""
        found = cls()
        keys: set[bytes] = set()
        apart, compared = 0, 0
        for row in rows:
            split = row.split or Split.TRAIN
            given = [rating.overall for rating in row.ratings]
            found.clips += 1
            found.seconds += row.seconds
            found.stars.update(given)
            found.raters.update(rating.rater for rating in row.ratings)
            found.models[row.model] += 1
            found.split_clips[split] += 1
            found.rated_once += len(given) == 1
            found.begun_with_picture += row.first_frame_sha256 is not None
            key = prompt_key(row.prompt)
            if key not in keys:
                keys.add(key)
                found.split_prompts[split] += 1
            apart += sum(abs(one - other) for at, one in enumerate(given) for other in given[:at])
            compared += len(given) * (len(given) - 1) // 2
        found.pairs.update(pair.source for pair in pairs)
        found.spread = apart / compared if compared else 0.0
        return found
