"""What narrows a dataset, and what cannot."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from portal.dataset_filter import DatasetFilter
from portal.errors import InvalidRequest
from storage.tables import ClipRow
from storage.words import DefectTag, ReviewDecision, Role
from tests.conftest import Room
from tests.portal.finished_clips import finished_clip

TODAY = datetime.now(UTC).date()


def rated(room: Room, prompt: str, stars: int = 3) -> str:
    clip_id = finished_clip(room, room.artist, prompt, content=prompt.encode())
    room.portal.ratings.rate(room.artist, clip_id, stars)
    return clip_id


def clips(room: Room, wanted: DatasetFilter) -> set[str]:
    return {sample.clip_id for sample in room.portal.datasets.preview(room.maintainer, wanted).samples}


def found(room: Room, wanted: DatasetFilter) -> int:
    return room.portal.datasets.preview(room.maintainer, wanted).counts.clips


def test_days_count_from_their_first_to_their_last_moment(room: Room) -> None:
    moments = [datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 5, 2, 23, 59, 59, tzinfo=UTC)]
    for moment in moments:
        clip_id = rated(room, f"{moment}")
        with room.portal.database.writing() as session:
            session.get_one(ClipRow, clip_id).created_at = moment
    first, second = (moment.date() for moment in moments)
    assert found(room, DatasetFilter(since=first, until=second)) == 2
    assert found(room, DatasetFilter(until=first)) == 1
    assert found(room, DatasetFilter(since=second, until=second)) == 1
    assert found(room, DatasetFilter(since=second + timedelta(days=1))) == 0


def test_words_are_found_whatever_their_case_and_alphabet(room: Room) -> None:
    rated(room, "Ein Hund läuft ÜBER die Straße")
    rated(room, "100 % a_b")
    assert found(room, DatasetFilter(words="über STRASSE")) == 1
    assert found(room, DatasetFilter(words="hund katze")) == 0
    assert found(room, DatasetFilter(words="%")) == found(room, DatasetFilter(words="a_b")) == 1


def test_means_are_bounded_on_both_sides(room: Room) -> None:
    for stars in (1, 3, 5):
        rated(room, f"{stars}", stars)
    assert found(room, DatasetFilter(max_rating=3)) == 2
    assert found(room, DatasetFilter(min_rating=2, max_rating=4)) == 1


def test_models_are_chosen_by_name(room: Room) -> None:
    rated(room, "one")
    assert found(room, DatasetFilter(models=("tiny", "gone"))) == 1
    assert found(room, DatasetFilter(models=("gone",))) == 0


def test_only_ratings_of_the_chosen_roles_count(room: Room) -> None:
    clip_id = rated(room, "judged by two", 1)
    room.portal.ratings.rate(room.curator, clip_id, 5)
    rated(room, "judged by its artist")
    curators = DatasetFilter(rater_roles=(Role.CURATOR,), min_rating=5)

    preview = room.portal.datasets.preview(room.maintainer, curators)
    frozen = room.portal.datasets.freeze(room.maintainer, "curators", curators)

    assert (preview.counts.clips, preview.counts.ratings, preview.counts.raters) == (1, 1, 1)
    assert frozen.counts == preview.counts
    assert frozen.filters == {"min_raters": 1, "min_rating": 5, "rater_roles": ["curator"]}


def test_raters_that_agree_are_told_from_those_that_do_not(room: Room) -> None:
    _alone, agreed, argued = rated(room, "alone"), rated(room, "agreed"), rated(room, "argued", 1)
    for clip_id, stars in ((agreed, 4), (argued, 5)):
        room.portal.ratings.rate(room.curator, clip_id, stars)
    assert clips(room, DatasetFilter(max_spread=1)) == {agreed}
    assert clips(room, DatasetFilter(max_spread=4)) == {agreed, argued}
    assert clips(room, DatasetFilter(max_spread=0)) == set()
    assert DatasetFilter(max_spread=0).to_json() == {"min_raters": 1, "max_spread": 0}


def test_what_curators_approved_can_be_all_there_is(room: Room) -> None:
    approved, undecided, excluded = (rated(room, prompt) for prompt in ("good", "so-so", "bad"))
    room.portal.reviews.decide(room.curator, approved, ReviewDecision.APPROVED)
    room.portal.reviews.decide(room.curator, excluded, ReviewDecision.EXCLUDED, "it is bad")
    assert clips(room, DatasetFilter()) == {approved, undecided}
    assert clips(room, DatasetFilter(approved_only=True)) == {approved}


def test_defects_that_ratings_name_choose_and_leave_out(room: Room) -> None:
    blurred, misplaced, clean = (rated(room, prompt) for prompt in ("blurred", "misplaced", "clean"))
    room.portal.ratings.rate(room.curator, blurred, 2, tags=[DefectTag.BLUR, DefectTag.FLICKER])
    room.portal.ratings.rate(room.maintainer, misplaced, 2, tags=[DefectTag.WRONG_PLACE])
    assert clips(room, DatasetFilter(with_tags=(DefectTag.BLUR, DefectTag.WRONG_PLACE))) == {blurred, misplaced}
    assert clips(room, DatasetFilter(without_tags=(DefectTag.FLICKER,))) == {misplaced, clean}
    only_curators = DatasetFilter(with_tags=(DefectTag.WRONG_PLACE,), rater_roles=(Role.CURATOR,))
    assert clips(room, only_curators) == set()
    assert only_curators.to_json()["with_tags"] == ["wrong place"]


def test_a_preview_shows_some_clips_from_the_oldest_to_the_newest(room: Room) -> None:
    clip_ids = [rated(room, f"a dog, take {number}", 1 + number % 5) for number in range(30)]
    samples = room.portal.datasets.preview(room.maintainer, DatasetFilter()).samples
    shown = [sample.clip_id for sample in samples]
    assert len(shown) == 12
    assert shown[0] == clip_ids[0]
    assert shown == sorted(shown, key=clip_ids.index)
    assert [sample.mean_rating for sample in samples] == [1 + clip_ids.index(clip_id) % 5 for clip_id in shown]


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        (DatasetFilter(max_spread=5), "Ratings at most 5 stars apart .* choose 0 .* to 4"),
        (DatasetFilter(with_tags=(DefectTag.BLUR,), without_tags=(DefectTag.BLUR,)), "with and without .* “blur”"),
        (DatasetFilter(since=TODAY, until=TODAY - timedelta(days=1)), "which is before"),
        (DatasetFilter(min_rating=4, max_rating=3), "no clip can have"),
        (DatasetFilter(max_rating=0), "A maximum of 0 mean stars"),
        (DatasetFilter(min_rating=5.1), "A minimum of 5.1 mean stars"),
        (DatasetFilter(min_raters=0), "A minimum of 0 raters"),
        (DatasetFilter(words="x" * 1001), "has 1,001 characters"),
        (DatasetFilter(models=("m",) * 101), "101 models were named"),
        (DatasetFilter(models=("",)), "model's name is empty"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_sentence(room: Room, wanted: DatasetFilter, sentence: str) -> None:
    with pytest.raises(InvalidRequest, match=sentence):
        room.portal.datasets.preview(room.maintainer, wanted)
    with pytest.raises(InvalidRequest, match=sentence):
        room.portal.datasets.freeze(room.maintainer, "impossible", wanted)


def test_the_first_and_the_last_day_there_is_can_be_asked_for(room: Room) -> None:
    rated(room, "one")
    assert found(room, DatasetFilter(since=date.min, until=date.max)) == 1
