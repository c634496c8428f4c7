"""The sums of what a critic says of two versions' clips."""

from __future__ import annotations

from portal.as_asked import AsAsked


def test_each_thing_is_counted_over_the_clips_that_were_asked_for_it() -> None:
    twins = [
        ({"subject": True, "colour": True}, {"subject": False, "colour": True}),
        ({"subject": True}, {"subject": True}),
        ({"colour": False}, {"colour": True}),
    ]
    assert AsAsked.of(twins) == (AsAsked("subject", 2, 2, 1), AsAsked("colour", 2, 1, 2))


def test_what_is_told_of_one_clip_alone_counts_for_neither() -> None:
    assert AsAsked.of([({"action": True, "subject": True}, {"subject": True})]) == (AsAsked("subject", 1, 1, 1),)
    assert AsAsked.of([]) == ()
