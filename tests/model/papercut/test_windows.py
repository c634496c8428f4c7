import pytest

from model.papercut.windows import WINDOW_LATENTS, Window, plan_windows


def test_without_anchors_windows_overlap_by_two_latents() -> None:
    assert plan_windows(5) == [Window(0, 5, 0)]
    assert plan_windows(9) == [Window(0, 5, 0), Window(3, 8, 2), Window(6, 9, 2)]
    assert plan_windows(9, later=True) == plan_windows(9)


def test_with_anchors_one_recent_latent_makes_room_for_the_first_look_at_the_subject() -> None:
    assert plan_windows(9, anchors=True) == [Window(0, 5, 0), Window(4, 8, 1, True), Window(7, 9, 1, True)]


def test_a_later_shot_begins_with_the_anchor_and_four_new_latents() -> None:
    assert plan_windows(8, anchors=True, later=True) == [
        Window(0, 4, 0, True),
        Window(3, 7, 1, True),
        Window(6, 8, 1, True),
    ]


def test_a_known_first_frame_is_not_denoised() -> None:
    assert plan_windows(3, given=1) == [Window(0, 3, 1)]
    assert plan_windows(1, given=1) == []


@pytest.mark.parametrize("anchors", [True, False])
@pytest.mark.parametrize("later", [True, False])
@pytest.mark.parametrize("latents", [*range(1, 18), 121])
def test_every_latent_is_made_once_in_order_and_no_window_is_too_long(anchors: bool, later: bool, latents: int) -> None:
    windows = plan_windows(latents, anchors=anchors, later=later)
    assert [i for w in windows for i in range(w.start + w.given, w.stop)] == list(range(latents))
    assert all(w.anchored + w.stop - w.start <= WINDOW_LATENTS for w in windows)


def test_work_grows_with_length_and_no_faster() -> None:
    for anchors in (True, False):
        assert len(plan_windows(121, anchors=anchors)) / len(plan_windows(13, anchors=anchors)) <= 10.0
