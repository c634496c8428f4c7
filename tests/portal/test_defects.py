"""Defects counted by hand."""

from __future__ import annotations

from portal.defects import TaggedRating, defects


def test_a_clip_counts_once_for_a_defect_however_many_name_it() -> None:
    found = defects(
        [
            TaggedRating("one", ["blur", "flicker"], 2),
            TaggedRating("one", ["blur"], 1),
            TaggedRating("two", ["blur"], 3),
            TaggedRating("three", [], 5),
        ]
    )
    assert [(one.tag, one.clips.part, one.clips.whole, one.mean) for one in found] == [
        ("blur", 2, 3, 2.0),
        ("flicker", 1, 3, 2.0),
    ]
    assert all(one.clips.low < one.clips.part / 3 < one.clips.high for one in found)


def test_without_ratings_there_are_no_defects() -> None:
    assert defects([]) == ()
