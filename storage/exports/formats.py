"""The export formats: their names, what they are for, and the writer of each. Knows the writers, no bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from storage.exports import (
    canonical,
    fastvideo,
    finetrainers,
    ltx,
    musubi_tuner,
    pick_a_pic,
    videoalign,
    videodpo,
    webdataset_tar,
)
from storage.exports.card import card
from storage.exports.entry import Entry
from storage.exports.frozen import Frozen


class ExportFormat(StrEnum):
    """What a dataset can be exported as."""

    CANONICAL = "canonical"
    VIDEOALIGN = "videoalign"
    PICK_A_PIC = "pick-a-pic"
    VIDEODPO = "videodpo"
    MUSUBI_TUNER = "musubi-tuner"
    FINETRAINERS = "finetrainers"
    FASTVIDEO = "fastvideo"
    LTX = "ltx"
    WEBDATASET = "webdataset"


@dataclass(frozen=True, slots=True)
class Writer:
    """How one format is made."""

    title: str
    entries: Callable[[Frozen], Iterator[Entry]]
    use: str
    """For the card: what is in the export and how its consumer is told of it, in Markdown."""
    needs_pairs: bool = False


PLAIN_CSV = (
    "The CSV holds prompts byte for byte, also those that begin with `=`, `+`, `-` or `@`: read it with a program, not "
    "with a spreadsheet, which would take them for formulas. pandas takes a prompt that is nothing but a word such as "
    "`NA` or `null` for a missing one."
)
SPLIT_FOLDERS = "`train/`, `validation/` and `test/` (those that have clips) are complete datasets each."
ONLY_PAIRED = "Only clips that stand in a preference pair are in it."

WRITERS: Mapping[ExportFormat, Writer] = {
    ExportFormat.CANONICAL: Writer(
        "Canonical folder",
        canonical.entries,
        "`videos/*.mp4`: the clips. `metadata.jsonl` and `tables/clips.parquet`: one row each, with the prompt byte "
        "for byte as the artist wrote it and all current ratings; `shots` and `aspects` are JSON text. A shot's "
        "`rewritten` is what the model read in place of its prompt; null or absent: it read the prompt as written. "
        "`preferences.parquet`: pairs of clips of one prompt, `chosen_file_name` before `rejected_file_name`; `source` "
        "says how the preference became known, `gap` how many stars the means differ. `manifest.json`: all of it as it "
        'was frozen. Load: `datasets.load_dataset("videofolder", data_dir="<this folder>")`.',
    ),
    ExportFormat.VIDEOALIGN: Writer(
        "VideoAlign (reward model)",
        videoalign.entries,
        f"{SPLIT_FOLDERS} {ONLY_PAIRED} Train with `--meta_data train/data.csv --data_dir train`. `VQ`, `MQ` and `TA` "
        "come from the ratings of visual quality, temporal consistency and text alignment; where nobody rated one of "
        f"them for both clips, the label is what the stars say. {PLAIN_CSV}",
        needs_pairs=True,
    ),
    ExportFormat.PICK_A_PIC: Writer(
        "Pick-a-Pic style (Parquet pairs)",
        pick_a_pic.entries,
        f"`data/*.parquet`, one file for each split, with the columns of Pick-a-Pic v2 without pictures; `image_0_url` "
        f"and `image_1_url` are paths of videos in this folder. {ONLY_PAIRED} `user_id` is empty: several people stand "
        "behind a mean of stars.",
        needs_pairs=True,
    ),
    ExportFormat.VIDEODPO: Writer(
        "VideoDPO (pair.json)",
        videodpo.entries,
        f"{SPLIT_FOLDERS} {ONLY_PAIRED} Name the folder under `META` in the data config. Pairs with a clip of less "
        "than a second are left out: VideoDPO's loader drops such clips and would mistake the numbers of all others.",
        needs_pairs=True,
    ),
    ExportFormat.MUSUBI_TUNER: Writer(
        "musubi-tuner (JSONL)",
        musubi_tuner.entries,
        f"{SPLIT_FOLDERS} Name `train/metadata.jsonl` as `video_jsonl_file` in the dataset TOML and start in `train/`, "
        "for paths are relative.",
    ),
    ExportFormat.FINETRAINERS: Writer(
        "finetrainers (prompt.txt, videos.txt)",
        finetrainers.entries,
        f"{SPLIT_FOLDERS} One line is one clip, so a line break within a prompt is a space here; the other "
        "formats keep it.",
    ),
    ExportFormat.FASTVIDEO: Writer(
        "FastVideo (videos2caption.json)",
        fastvideo.entries,
        f"{SPLIT_FOLDERS} Preprocess with `dataset_type: merged` and the folder as `dataset_path`.",
    ),
    ExportFormat.LTX: Writer(
        "LTX trainer (CSV)",
        ltx.entries,
        f"{SPLIT_FOLDERS} Run `process_dataset.py train/dataset.csv`. {PLAIN_CSV}",
    ),
    ExportFormat.WEBDATASET: Writer(
        "WebDataset (tar shards)",
        webdataset_tar.entries,
        "`train-000000.tar` and so on: `key.mp4` and `key.json` for each clip, the JSON with all that is known of it.",
    ),
}


def export(frozen: Frozen, chosen: ExportFormat) -> Iterator[Entry]:
    """The files of an export, the card first.

    Raises:
        FileNotFoundError: a video is missing from the media folder.
    """
    writer = WRITERS[chosen]
    yield Entry("README.md", card(frozen, writer.title, writer.use).encode())
    yield from writer.entries(frozen)
