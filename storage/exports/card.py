"""The dataset card: what is in the folder, in words. Knows the manifest only."""

from __future__ import annotations

from collections import Counter

from storage.exports.manifest import Manifest


def card(dataset_id: str, manifest: Manifest) -> str:
    """README.md of the folder, with the header that dataset hubs read."""
    overall = Counter(rating.overall for row in manifest.rows for rating in row.ratings)
    raters = {rating.rater for row in manifest.rows for rating in row.ratings}
    models = Counter(row.model for row in manifest.rows)
    seconds = sum(row.frames / row.fps for row in manifest.rows)
    lines = [
        "---",
        "task_categories: [text-to-video]",
        "tags: [video, human-feedback, dailies]",
        "---",
        f"# {_one_line(manifest.name)}",
        "",
        f"{len(manifest.rows)} clips ({seconds:.0f} seconds) with {sum(overall.values())} ratings by {len(raters)} "
        f"invited people, frozen {manifest.created_at}. Id: `{dataset_id}`, the SHA-256 of `manifest.json`.",
        "",
        "| stars | ratings |",
        "|---|---|",
        *(f"| {stars} | {overall.get(stars, 0)} |" for stars in range(5, 0, -1)),
        "",
        "| model version | clips |",
        "|---|---|",
        *(f"| {model} | {count} |" for model, count in sorted(models.items())),
        "",
        "- `videos/*.mp4`: the clips. `metadata.jsonl` and `tables/clips.parquet`: one row each, with the prompt byte",
        "  for byte as the artist wrote it and all current ratings; `shots` and `aspects` are JSON text. A shot's",
        "  `rewritten` is what the model read in place of its prompt; null or absent: it read the prompt as written.",
        "- Every artist here consented to training use. Raters appear under pseudonyms made for this dataset alone.",
        "- The raters were invited and chose what to rate: a mean here is not the mean of any public.",
        '- Load: `datasets.load_dataset("videofolder", data_dir="<this folder>")`.',
        "",
    ]
    return "\n".join(lines)


def _one_line(name: str) -> str:
    return " ".join(name.split())
