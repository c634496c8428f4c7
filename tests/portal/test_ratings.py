"""Ratings: who may give them, and what is kept when they are revised."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from portal.clip_request import ClipRequest
from portal.errors import Conflict, Forbidden, InvalidRequest, NotFound
from portal.shot import AskedShot
from storage.tables import RatingRow
from storage.words import DefectTag, RatingAspect
from tests.conftest import Room
from tests.portal.finished_clips import finished_clip


def test_a_rating_is_found_again_on_its_clip(room: Room) -> None:
    clip_id = finished_clip(room, room.artist)
    room.portal.ratings.rate(room.artist, clip_id, 4, comment="lovely 🎞")
    clip = room.portal.clips.get(room.artist, clip_id)
    assert clip.my_rating is not None
    assert (clip.my_rating.overall, clip.my_rating.comment) == (4, "lovely 🎞")
    assert (clip.mean_rating, clip.rating_count) == (4.0, 1)


def test_a_revision_counts_and_the_one_before_is_kept(room: Room) -> None:
    clip_id = finished_clip(room, room.artist)
    room.portal.ratings.rate(room.artist, clip_id, 2, tags=["flicker"], comment="hm")
    revised = room.portal.ratings.rate(room.artist, clip_id, 5)
    assert (revised.revision, revised.tags, revised.comment) == (2, ("flicker",), "hm")
    assert room.portal.clips.get(room.artist, clip_id).rating_count == 1
    with room.portal.database.reading() as session:
        stars = session.scalars(sa.select(RatingRow.overall).order_by(RatingRow.revision)).all()
    assert stars == [2, 5]


def test_the_database_itself_refuses_two_ratings_that_count(room: Room) -> None:
    clip_id = finished_clip(room, room.artist)
    room.portal.ratings.rate(room.artist, clip_id, 2)
    with pytest.raises(IntegrityError), room.portal.database.writing() as session:
        session.execute(
            sa.text(
                "INSERT INTO ratings SELECT clip_id, member_id, 2, is_current, overall, aspects, tags, comment, "
                "created_at FROM ratings"
            )
        )


@pytest.mark.parametrize("stars", [0, 6, -1])
def test_stars_out_of_range_are_refused(room: Room, stars: int) -> None:
    clip_id = finished_clip(room, room.artist)
    with pytest.raises(InvalidRequest, match="give 1 to 5 stars"):
        room.portal.ratings.rate(room.artist, clip_id, stars)
    assert room.portal.clips.get(room.artist, clip_id).rating_count == 0


def test_an_unknown_aspect_is_refused(room: Room) -> None:
    with pytest.raises(InvalidRequest, match="no aspect 'beauty'"):
        room.portal.ratings.rate(room.artist, finished_clip(room, room.artist), 3, aspects={"beauty": 3})


def test_aspects_and_tags_are_kept_as_values_each_tag_once_and_in_one_order(room: Room) -> None:
    clip_id = finished_clip(room, room.artist)
    aspects = {aspect.value: stars for stars, aspect in enumerate(RatingAspect, start=1)}
    tags = [DefectTag.WRONG_COLOUR, DefectTag.FLICKER, DefectTag.WRONG_COLOUR]
    room.portal.ratings.rate(room.artist, clip_id, 3, aspects=aspects, tags=tags)
    with room.portal.database.reading() as session:
        row = session.scalars(sa.select(RatingRow)).one()
    assert row.aspects == aspects
    assert row.tags == ["flicker", "wrong colour"]


def test_aspects_and_tags_that_are_given_anew_replace_those_before(room: Room) -> None:
    clip_id = finished_clip(room, room.artist)
    room.portal.ratings.rate(room.artist, clip_id, 3, aspects={"visual_quality": 2}, tags=["blur"], comment="hm")
    revised = room.portal.ratings.rate(room.artist, clip_id, 3, aspects={"text_alignment": 4}, tags=[])
    assert (revised.aspects, revised.tags, revised.comment) == ({RatingAspect.TEXT_ALIGNMENT: 4}, (), "hm")


@pytest.mark.parametrize("stars", [0, 6])
def test_an_aspect_has_one_to_five_stars(room: Room, stars: int) -> None:
    clip_id = finished_clip(room, room.artist)
    with pytest.raises(InvalidRequest, match=f"rating of visual_quality of {stars} was given; give 1 to 5 stars"):
        room.portal.ratings.rate(room.artist, clip_id, 3, aspects={"visual_quality": stars})


def test_a_tag_that_is_not_on_the_list_is_refused_and_the_list_is_told(room: Room) -> None:
    clip_id = finished_clip(room, room.artist)
    with pytest.raises(InvalidRequest, match=r"no defect tag 'ugly'. Use any of: flicker, blur, morphing,"):
        room.portal.ratings.rate(room.artist, clip_id, 3, tags=["flicker", "ugly"])
    assert room.portal.clips.get(room.artist, clip_id).my_rating is None


def test_a_tag_from_before_there_was_a_list_stays_until_tags_are_given_anew(room: Room) -> None:
    clip_id = finished_clip(room, room.artist)
    room.portal.ratings.rate(room.artist, clip_id, 3)
    with room.portal.database.writing() as session:
        session.scalars(sa.select(RatingRow)).one().tags = ["seven legs"]
    assert room.portal.ratings.rate(room.artist, clip_id, 4).tags == ("seven legs",)
    assert room.portal.ratings.rate(room.artist, clip_id, 4, tags=["blur"]).tags == ("blur",)


def test_a_clip_of_another_artist_cannot_be_rated(room: Room) -> None:
    with pytest.raises(NotFound, match="no clip"):
        room.portal.ratings.rate(room.other_artist, finished_clip(room, room.artist), 3)


def test_an_unfinished_clip_cannot_be_rated(room: Room) -> None:
    clip = room.portal.clips.ask_for(room.artist, ClipRequest(shots=(AskedShot("a", 1.0),)))[0]
    with pytest.raises(Conflict, match="it can be rated when it is ready"):
        room.portal.ratings.rate(room.artist, clip.id, 3)


def test_figures_count_current_ratings_only(room: Room) -> None:
    first, second = finished_clip(room, room.artist), finished_clip(room, room.other_artist)
    room.portal.ratings.rate(room.artist, first, 1)
    room.portal.ratings.rate(room.artist, first, 5)
    room.portal.ratings.rate(room.curator, first, 4)
    room.portal.ratings.rate(room.curator, second, 3)
    figures = room.portal.dashboard.figures(room.curator)
    assert (figures.clips, figures.rated, figures.ratings, figures.mean) == (2, 2, 3, 4.0)
    assert figures.distribution == {1: 0, 2: 0, 3: 1, 4: 1, 5: 1}
    assert [(model.model, model.clips, model.mean) for model in figures.by_model] == [("tiny", 2, 4.0)]


def test_an_artist_cannot_see_the_figures(room: Room) -> None:
    with pytest.raises(Forbidden, match="Your role is artist"):
        room.portal.dashboard.figures(room.artist)
