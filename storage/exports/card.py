"""The dataset card: what is in an export, in words and numbers. Knows the frozen dataset only."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from storage.exports.frozen import Frozen
from storage.exports.manifest import Heading
from storage.exports.pairs import PairSource
from storage.exports.splits import Split
from storage.exports.statistics import Statistics


def card(frozen: Frozen, title: str, use: str) -> str:
    """README.md of the export, with the header that dataset hubs read.

    Args:
        frozen: the dataset.
        title: the format's name.
        use: what is in the folder and how it is loaded.
    """
    heading = frozen.manifest.heading
    counted = Statistics.of(frozen.manifest.rows(), frozen.manifest.pairs())
    lines = [
        "---",
        "license: other",
        "task_categories: [text-to-video]",
        "tags: [video, human-feedback, dailies]",
        "---",
        f"# {_plain(heading.name)}",
        "",
        f"{counted.clips:,} clips ({counted.seconds:.0f} seconds) of {counted.prompts:,} prompts with "
        f"{counted.ratings:,} ratings by {len(counted.raters):,} invited people, frozen {heading.created_at}. "
        f"Id: `{frozen.id}`, the SHA-256 of the manifest.",
        "",
        f"Chosen by {_code(heading.filters)}, of artists who consented.",
        "",
        f"**{title}.** {use}",
        "",
        *_tables(counted, heading),
        "## Where it comes from",
        "",
        "- The prompts are the artists' own, the clips what the model versions above made of them. The raters are",
        "  members of one studio, each invited by a link; they chose what to rate.",
        "- Every artist here consented to training use. Raters appear under pseudonyms made for this dataset alone.",
        "- Licence: none is granted by this file. The clips and prompts belong to the studio and its artists, who",
        "  agreed to the training of models; ask the studio before you pass anything on.",
        "",
        "## Known biases",
        "",
        *(f"- {bias}" for bias in _biases(counted)),
        "",
    ]
    return "\n".join(lines)


def _tables(counted: Statistics, heading: Heading) -> Iterator[str]:
    yield from ("| stars | ratings |", "|---|---|")
    yield from (f"| {stars} | {counted.stars[stars]:,} |" for stars in range(5, 0, -1))
    yield from ("", "| model version | clips |", "|---|---|")
    yield from (f"| {_plain(model)} | {clips:,} |" for model, clips in sorted(counted.models.items()))
    yield from ("", "| split | prompts | clips |", "|---|---|---|")
    yield from (f"| {split} | {counted.split_prompts[split]:,} | {counted.split_clips[split]:,} |" for split in Split)
    yield ""
    if heading.grouping is not None:
        yield heading.grouping.in_words(counted.prompts)
        yield ""
    if heading.pair_gap is None:
        yield "It was frozen before datasets had splits and preference pairs."
    else:
        yield (
            f"No prompt stands in two splits. {counted.pairs.total():,} preference pairs of clips of one prompt: "
            f"{counted.pairs[PairSource.COMPARISON]:,} by the majority of votes that were given blind, "
            f"{counted.pairs[PairSource.RATINGS]:,} whose means of stars are at least {heading.pair_gap:g} apart."
        )
    yield ""


def _biases(counted: Statistics) -> Iterator[str]:
    yield "The raters were invited and chose what to rate: a mean here is not the mean of any public."
    busiest = counted.raters.most_common(1)[0][1]
    yield f"The busiest rater gave {busiest / counted.ratings:.0%} of all ratings."
    if counted.rated_once:
        yield f"{counted.rated_once / counted.clips:.0%} of the clips have one rating only: one person's taste."
    if counted.spread:
        yield f"Two raters of one clip are {counted.spread:.1f} stars apart on average."
    if counted.begun_with_picture:
        yield (
            f"{counted.begun_with_picture:,} of the clips begin with a picture that the model was given (an upload, or "
            "a frame of another clip): `first_frame_sha256` marks them, and their first frames are not the model's own."
        )
    if len(counted.models) == 1:
        yield "All clips come from one model version: what it cannot do is not judged here."


def _plain(text: str) -> str:
    """What a person wrote, on one line and with nothing in it that Markdown would act on."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", " ".join(text.split()))


def _code(values: Mapping[str, Any]) -> str:
    return "`" + json.dumps(values, ensure_ascii=False).replace("`", "\\u0060") + "`"
