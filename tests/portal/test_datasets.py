"""Datasets: what gets in, that they never change, and that their consumers can read them."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from portal.dataset_filter import DatasetFilter
from portal.errors import Forbidden, InvalidRequest, NotFound, Unavailable
from storage.exports.entry import Entry
from storage.tables import DatasetRow, MemberRow
from storage.words import ComparisonVerdict, Side
from tests.conftest import Room
from tests.portal.finished_clips import finished_clip

STRANGE = 'She said "go" \U0001f3ac\nكلب = 1 \\n'


def rated(room: Room, stars: int = 4, prompt: str = STRANGE) -> str:
    clip_id = finished_clip(room, room.artist, prompt, content=prompt.encode())
    room.portal.ratings.rate(room.artist, clip_id, stars, comment=prompt)
    return clip_id


def test_the_id_of_a_dataset_is_the_hash_of_its_manifest(room: Room, tmp_path: Path) -> None:
    rated(room)
    dataset = room.portal.datasets.freeze(room.maintainer, "first")
    room.portal.datasets.export_to(dataset.id, tmp_path / "out")
    assert hashlib.sha256((tmp_path / "out" / "manifest.json").read_bytes()).hexdigest() == dataset.id


def test_a_frozen_dataset_does_not_change_when_ratings_do(room: Room) -> None:
    clip_id = rated(room, stars=2)
    dataset = room.portal.datasets.freeze(room.maintainer, "frozen")
    before = b"".join(room.portal.datasets.archive(room.maintainer, dataset.id))
    room.portal.ratings.rate(room.artist, clip_id, 5)
    assert b"".join(room.portal.datasets.archive(room.maintainer, dataset.id)) == before


def test_the_prompt_comes_out_byte_for_byte_in_every_table(room: Room, tmp_path: Path) -> None:
    rated(room)
    dataset = room.portal.datasets.freeze(room.maintainer, "verbatim")
    room.portal.datasets.export_to(dataset.id, tmp_path / "out")
    line = json.loads((tmp_path / "out" / "metadata.jsonl").read_text())
    table = pq.read_table(tmp_path / "out" / "tables" / "clips.parquet").to_pylist()
    assert line["prompt"].encode() == table[0]["prompt"].encode() == STRANGE.encode()
    assert line["ratings"][0]["comment"] == STRANGE
    assert (tmp_path / "out" / line["file_name"]).read_bytes() == STRANGE.encode()


def test_the_folder_loads_as_a_videofolder(room: Room, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("HF_DATASETS_CACHE", str(tmp_path / "cache"))
    from datasets import Video, load_dataset

    rated(room, 4, "one")
    rated(room, 2, "two")
    dataset = room.portal.datasets.freeze(room.maintainer, "loads")
    room.portal.datasets.export_to(dataset.id, tmp_path / "out")
    loaded = load_dataset(
        "videofolder", data_dir=str(tmp_path / "out"), split="train", cache_dir=str(tmp_path / "cache")
    )
    loaded = loaded.cast_column("video", Video(decode=False))
    assert {(row["prompt"], row["mean_rating"]) for row in loaded} == {("one", 4.0), ("two", 2.0)}
    assert all(Path(row["video"]["path"]).read_bytes() == row["prompt"].encode() for row in loaded)


def test_aspects_and_tags_come_out_with_their_ratings_in_every_table(
    room: Room, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("HF_DATASETS_CACHE", str(tmp_path / "cache"))
    from datasets import load_dataset

    judged, plain = rated(room, 2, "judged"), rated(room, 4, "plain")
    aspects = {"visual_quality": 2, "text_alignment": 5}
    room.portal.ratings.rate(room.artist, judged, 2, aspects=aspects, tags=["wrong colour", "flicker"])
    dataset = room.portal.datasets.freeze(room.maintainer, "judged")
    room.portal.datasets.export_to(dataset.id, tmp_path / "out")

    table = pq.read_table(tmp_path / "out" / "tables" / "clips.parquet").to_pylist()
    lines = [json.loads(line) for line in (tmp_path / "out" / "metadata.jsonl").read_text().splitlines()]
    loaded = load_dataset(
        "videofolder", data_dir=str(tmp_path / "out"), split="train", cache_dir=str(tmp_path / "cache")
    ).remove_columns("video")
    for rows in (table, lines, loaded):
        given = {row["clip_id"]: row["ratings"][0] for row in rows}
        assert (json.loads(given[judged]["aspects"]), given[judged]["tags"]) == (aspects, ["flicker", "wrong colour"])
        assert (json.loads(given[plain]["aspects"]), given[plain]["tags"]) == ({}, [])


def test_a_clip_whose_artist_withdrew_consent_stays_out(room: Room) -> None:
    rated(room, prompt="consented")
    of_the_other = finished_clip(room, room.other_artist, "withdrawn later")
    room.portal.ratings.rate(room.curator, of_the_other, 5)
    assert room.portal.datasets.freeze(room.maintainer, "before").counts.clips == 2
    with room.portal.database.writing() as session:
        session.get_one(MemberRow, room.other_artist.id).consents_to_training = False
    assert room.portal.datasets.freeze(room.maintainer, "after").counts.clips == 1


def test_a_clip_made_without_consent_stays_out_when_consent_comes_later(room: Room) -> None:
    rated(room, prompt="consented")
    made_before = finished_clip(room, replace(room.artist, consents_to_training=False), "made before")
    room.portal.ratings.rate(room.curator, made_before, 5)
    assert room.portal.datasets.freeze(room.maintainer, "consent").counts.clips == 1


def test_raters_go_by_other_pseudonyms_in_every_dataset(room: Room, tmp_path: Path) -> None:
    rated(room)
    raters = []
    for name in ("first", "second"):
        dataset = room.portal.datasets.freeze(room.maintainer, name)
        room.portal.datasets.export_to(dataset.id, tmp_path / name)
        text = "".join(path.read_text() for path in (tmp_path / name).glob("*.*"))
        assert not any(secret in text for secret in (room.artist.id, room.artist.email))
        raters.append(json.loads((tmp_path / name / "metadata.jsonl").read_text())["ratings"][0]["rater"])
    assert raters[0] != raters[1]


def test_filters_choose_by_mean_rating_and_number_of_raters(room: Room) -> None:
    good = rated(room, 5, "good")
    rated(room, 1, "bad")
    room.portal.ratings.rate(room.curator, good, 4)
    freeze = room.portal.datasets.freeze
    assert freeze(room.maintainer, "good", DatasetFilter(min_rating=4)).counts.clips == 1
    assert freeze(room.maintainer, "both", DatasetFilter(min_rating=1)).counts.clips == 2
    assert freeze(room.maintainer, "two raters", DatasetFilter(min_raters=2)).counts.ratings == 2


def test_nothing_to_freeze_is_said(room: Room) -> None:
    with pytest.raises(InvalidRequest, match="No clip matches"):
        room.portal.datasets.freeze(room.maintainer, "empty")
    assert room.portal.datasets.preview(room.maintainer, DatasetFilter()).counts.clips == 0
    assert room.portal.datasets.newest(room.maintainer) == ()


def test_freezing_keeps_what_the_preview_counted(room: Room) -> None:
    for number in range(30):
        for take, stars in enumerate((5, 3, 3)):
            clip_id = finished_clip(room, room.artist, f"prompt {number}", content=f"{number} {take}".encode())
            room.portal.ratings.rate(room.artist, clip_id, stars)
    room.portal.ratings.rate(room.curator, clip_id, 4)

    preview = room.portal.datasets.preview(room.maintainer, DatasetFilter(), pair_gap=2)
    frozen = room.portal.datasets.freeze(room.maintainer, "thirty", pair_gap=2)

    counts = preview.counts
    assert (counts.clips, counts.ratings, counts.raters, counts.prompts) == (90, 91, 2, 30)
    assert counts.pairs == 59, "two a prompt, but for the one whose second take a curator liked better"
    assert counts.splits is not None
    assert sum(counts.splits.values()) == 90
    assert preview.warnings == ()
    assert frozen.counts == counts
    assert room.portal.datasets.newest(room.maintainer) == (frozen,)


def test_takes_of_one_prompt_make_pairs_and_stay_in_one_split(room: Room, tmp_path: Path) -> None:
    for number in range(12):
        rated(room, 5, f"prompt {number}")
        rated(room, 2, f"prompt {number}")
    dataset = room.portal.datasets.freeze(room.maintainer, "pairs")
    room.portal.datasets.export_to(dataset.id, tmp_path / "out")

    split_of: dict[str, set[str]] = {}
    for line in (tmp_path / "out" / "metadata.jsonl").read_text().splitlines():
        row = json.loads(line)
        split_of.setdefault(row["prompt"], set()).add(row["split"])
    pairs = pq.read_table(tmp_path / "out" / "preferences.parquet").to_pylist()
    assert all(len(splits) == 1 for splits in split_of.values())
    assert sorted(pair["prompt"] for pair in pairs) == sorted(split_of)
    assert {(pair["chosen_mean_rating"], pair["rejected_mean_rating"]) for pair in pairs} == {(5.0, 2.0)}


def test_blind_votes_make_pairs_and_overrule_stars(room: Room, tmp_path: Path) -> None:
    better_rated, worse_rated = (
        finished_clip(room, room.artist, "a dog", content=f"{stars} stars".encode()) for stars in (5, 2)
    )
    room.portal.ratings.rate(room.artist, better_rated, 5)
    room.portal.ratings.rate(room.artist, worse_rated, 2)
    for voter in (room.curator, room.maintainer):
        pair = room.portal.arena.next(voter)
        assert pair is not None
        wanted = room.portal.clips.video(room.artist, worse_rated).sha256
        is_left = room.portal.arena.film(voter, pair.id, Side.LEFT).sha256 == wanted
        room.portal.arena.vote(voter, pair.id, ComparisonVerdict.LEFT if is_left else ComparisonVerdict.RIGHT)
    dataset = room.portal.datasets.freeze(room.maintainer, "votes")
    room.portal.datasets.export_to(dataset.id, tmp_path / "out")
    [kept] = pq.read_table(tmp_path / "out" / "preferences.parquet").to_pylist()
    assert kept["chosen_file_name"] == f"videos/{worse_rated}.mp4"
    assert kept["rejected_file_name"] == f"videos/{better_rated}.mp4"
    assert (kept["source"], kept["gap"], kept["votes_for"], kept["votes_against"]) == ("comparison", None, 2, 0)
    assert "1 by the majority of votes" in (tmp_path / "out" / "README.md").read_text()


def test_a_preview_says_what_a_selection_cannot_be_used_for(room: Room) -> None:
    rated(room, 3, "one")
    preview = room.portal.datasets.preview
    (alone, alike) = preview(room.maintainer, DatasetFilter()).warnings
    assert "none is left to judge with" in alone
    assert "the same mean of 3 stars" in alike
    rated(room, 4, "another")
    (few, no_pairs) = preview(room.maintainer, DatasetFilter()).warnings
    assert "one of the splits is empty" in few
    assert "there are no preference pairs" in no_pairs


@pytest.mark.parametrize("gap", [0, -1, 4.1, 1e300])
def test_a_gap_that_no_pair_can_have_or_that_all_have_is_refused(room: Room, gap: float) -> None:
    rated(room)
    with pytest.raises(InvalidRequest, match=r"choose 0\.1 to 4"):
        room.portal.datasets.freeze(room.maintainer, "gap", pair_gap=gap)


@pytest.mark.parametrize("export_format", ["videoalign", "pick-a-pic", "videodpo"])
def test_a_format_of_pairs_is_refused_where_there_are_none(room: Room, tmp_path: Path, export_format: str) -> None:
    rated(room)
    dataset = room.portal.datasets.freeze(room.maintainer, "no pairs")
    with pytest.raises(InvalidRequest, match="no preference pairs"):
        room.portal.datasets.archive(room.maintainer, dataset.id, export_format)
    with pytest.raises(InvalidRequest, match="no preference pairs"):
        room.portal.datasets.export_to(dataset.id, tmp_path / "out", export_format)
    with pytest.raises(InvalidRequest, match="no preference pairs"):
        room.portal.datasets.freeze(None, "none", must_have_pairs=True)
    assert not (tmp_path / "out").exists()
    assert len(room.portal.datasets.newest(room.maintainer)) == 1


def test_a_dataset_tells_which_of_its_clips_were_withdrawn_since(room: Room) -> None:
    rated(room)
    of_the_other = finished_clip(room, room.other_artist, "withdrawn later")
    room.portal.ratings.rate(room.curator, of_the_other, 5)
    dataset = room.portal.datasets.freeze(room.maintainer, "both")
    assert room.portal.datasets.withdrawals(room.maintainer, dataset.id).withdrawn == ()

    with room.portal.database.writing() as session:
        session.get_one(MemberRow, room.other_artist.id).consents_to_training = False

    assert room.portal.datasets.withdrawals(room.maintainer, dataset.id).withdrawn == (of_the_other,)


def test_a_dataset_from_before_counts_were_kept_says_that_it_does_not_know(room: Room) -> None:
    rated(room)
    dataset = room.portal.datasets.freeze(room.maintainer, "old")
    with room.portal.database.writing() as session:
        session.get_one(DatasetRow, dataset.id).counts = None
    (listed,) = room.portal.datasets.newest(room.maintainer)
    assert (listed.counts.clips, listed.counts.pairs, listed.counts.splits) == (1, None, None)


def test_only_a_maintainer_freezes_and_exports(room: Room) -> None:
    rated(room)
    dataset = room.portal.datasets.freeze(room.maintainer, "mine")
    for member in (room.artist, room.curator):
        with pytest.raises(Forbidden, match="make or export datasets"):
            room.portal.datasets.freeze(member, "theirs")
        with pytest.raises(Forbidden, match="make or export datasets"):
            room.portal.datasets.archive(member, dataset.id)
        with pytest.raises(Forbidden, match="make or export datasets"):
            room.portal.datasets.preview(member, DatasetFilter())
        with pytest.raises(Forbidden, match="make or export datasets"):
            room.portal.datasets.newest(member)
        with pytest.raises(Forbidden, match="make or export datasets"):
            room.portal.datasets.withdrawals(member, dataset.id)


def test_an_archive_holds_the_folder(room: Room, tmp_path: Path) -> None:
    rated(room)
    dataset = room.portal.datasets.freeze(room.maintainer, "zip")
    room.portal.datasets.export_to(dataset.id, tmp_path / "out")
    archive = zipfile.ZipFile(io.BytesIO(b"".join(room.portal.datasets.archive(room.maintainer, dataset.id))))
    assert archive.testzip() is None
    written = {str(path.relative_to(tmp_path / "out")): path.read_bytes() for path in (tmp_path / "out").rglob("*.*")}
    assert {name: archive.read(name) for name in archive.namelist()} == written


def test_a_missing_video_is_named_before_the_first_byte(room: Room) -> None:
    clip_id = rated(room)
    dataset = room.portal.datasets.freeze(room.maintainer, "gone")
    room.portal.clips.video(room.artist, clip_id).path.unlink()
    with pytest.raises(Unavailable, match=clip_id):
        room.portal.datasets.archive(room.maintainer, dataset.id)


def test_a_missing_video_is_named_when_freezing_too(room: Room) -> None:
    clip_id = rated(room)
    room.portal.clips.video(room.artist, clip_id).path.unlink()
    with pytest.raises(Unavailable, match=clip_id):
        room.portal.datasets.freeze(room.maintainer, "gone")


@pytest.mark.parametrize(
    "wanted", [DatasetFilter(min_raters=2**70), DatasetFilter(models=("\ud83d",)), DatasetFilter(min_rating=9)]
)
def test_an_impossible_filter_is_refused(room: Room, wanted: DatasetFilter) -> None:
    with pytest.raises(InvalidRequest):
        room.portal.datasets.freeze(room.maintainer, "impossible", wanted)


def test_an_export_never_writes_into_a_folder_with_something_in_it(room: Room, tmp_path: Path) -> None:
    rated(room)
    dataset = room.portal.datasets.freeze(room.maintainer, "careful")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "precious.txt").write_text("mine")
    with pytest.raises(FileExistsError, match="choose another place"):
        room.portal.datasets.export_to(dataset.id, tmp_path / "out")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["precious.txt"]


def test_an_export_that_fails_half_way_is_gone_on_with(room: Room, tmp_path: Path) -> None:
    rated(room)
    dataset = room.portal.datasets.freeze(room.maintainer, "cut short")

    def until_the_disk_breaks(entries: Iterable[Entry]) -> Iterator[Entry]:
        yield next(iter(entries))
        raise OSError("the disk broke")

    with pytest.raises(OSError, match="the disk broke"):
        room.portal.datasets.export_to(dataset.id, tmp_path / "out", watch=until_the_disk_breaks)
    assert not (tmp_path / "out").exists()
    room.portal.datasets.export_to(dataset.id, tmp_path / "out")
    assert (tmp_path / "out" / "manifest.json").exists()
    assert not (tmp_path / ".out.unfinished").exists()


def test_a_freeze_that_fails_leaves_nothing_in_the_media_folder(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    clip_id = rated(room)
    room.portal.clips.video(room.artist, clip_id).path.unlink()
    before = sorted(room.media.root.rglob("*"))
    with pytest.raises(Unavailable, match=clip_id):
        room.portal.datasets.freeze(room.maintainer, "gone")
    assert sorted(room.media.root.rglob("*")) == before


def test_an_unknown_dataset_is_not_found(room: Room, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no dataset"):
        room.portal.datasets.export_to("f" * 64, tmp_path / "out")
