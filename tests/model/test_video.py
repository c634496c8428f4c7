"""The video file: real ffmpeg, real files, real full disks."""

import errno
import os
import resource
import signal
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from model.spec import Frames, VideoJoiner, VideoWriter
from model.video import encode_preview, join_mp4, read_frames, write_mp4


def moving_square(count: int = 9, height: int = 64, width: int = 112) -> Frames:
    """A red square that walks right over a blue-grey ramp: smooth, coloured, and different in every frame."""
    frames = np.zeros((count, height, width, 3), np.uint8)
    frames[..., 2] = np.linspace(60, 200, width, dtype=np.uint8)
    frames[..., 1] = 80
    for index in range(count):
        frames[index, 20:40, 4 * index : 4 * index + 20] = (220, 30, 30)
    return frames


def noise(count: int, height: int = 64, width: int = 112) -> Frames:
    return np.random.default_rng(0).integers(0, 256, (count, height, width, 3), dtype=np.uint8)


def test_what_is_written_is_what_is_read(tmp_path: Path) -> None:
    frames = moving_square()
    write: VideoWriter = write_mp4  # mypy holds it to the protocol
    write(frames, 8, tmp_path / "clip.mp4")
    again, fps = read_frames(tmp_path / "clip.mp4")
    assert fps == 8
    assert again.shape == frames.shape
    # Colour is stored at half resolution, so the edges of the square blur; the mean error stays below 2 of 255.
    assert np.abs(again.astype(int) - frames).mean() < 2


def test_pictures_come_back_neither_brighter_nor_darker(tmp_path: Path) -> None:
    ramps = np.linspace((40, 200, 60), (200, 60, 90), 112).round().astype(np.uint8)
    frames = np.broadcast_to(ramps, (9, 64, 112, 3))
    write_mp4(frames, 8, tmp_path / "ramps.mp4")
    again, _ = read_frames(tmp_path / "ramps.mp4")
    assert np.abs((again.astype(int) - frames).mean(axis=(0, 1, 2))).max() < 0.5


def test_colours_survive_because_the_file_names_its_matrix(tmp_path: Path) -> None:
    patches = np.array([(220, 30, 30), (30, 200, 40), (40, 50, 210), (240, 240, 240), (12, 12, 12)], np.uint8)
    frames = np.broadcast_to(patches.repeat(32, axis=0)[None, None], (5, 64, 160, 3))
    write_mp4(frames, 8, tmp_path / "patches.mp4")
    again, _ = read_frames(tmp_path / "patches.mp4")
    middles = again[2, 32, 16::32].astype(int)
    assert np.abs(middles - patches).max() <= 2
    # ISO/IEC 23091-2 code points in the file: 1 is BT.709, for primaries, transfer and matrix.
    assert b"colrnclx" + bytes((0, 1, 0, 1, 0, 1)) in (tmp_path / "patches.mp4").read_bytes()


def test_the_same_frames_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one.mp4", "two.mp4"):
        write_mp4(noise(9), 8, tmp_path / name, scale=2)
    assert (tmp_path / "one.mp4").read_bytes() == (tmp_path / "two.mp4").read_bytes()


def test_the_index_comes_before_the_pictures_so_that_playing_starts_while_loading(tmp_path: Path) -> None:
    write_mp4(moving_square(), 8, tmp_path / "clip.mp4")
    content = (tmp_path / "clip.mp4").read_bytes()
    assert 0 < content.index(b"moov") < content.index(b"mdat")


def test_scale_enlarges_by_a_whole_number(tmp_path: Path) -> None:
    frames = moving_square(5)
    write_mp4(frames, 8, tmp_path / "large.mp4", scale=4)
    again, _ = read_frames(tmp_path / "large.mp4")
    assert again.shape == (5, 256, 448, 3)
    shrunk = np.stack([np.asarray(Image.fromarray(frame).resize((112, 64), Image.Resampling.BOX)) for frame in again])
    assert np.abs(shrunk.astype(int) - frames).mean() < 2


@pytest.mark.parametrize("scale", [1, 3])
def test_an_odd_side_gains_one_repeated_row_or_column(tmp_path: Path, scale: int) -> None:
    write_mp4(moving_square(5, height=45, width=81), 8, tmp_path / "odd.mp4", scale=scale)
    again, _ = read_frames(tmp_path / "odd.mp4")
    assert again.shape == (5, 46 * scale, 82 * scale, 3)
    # The added column continues the picture (blue at its brightest there) instead of ending in black.
    assert again[:, 5 * scale, -1, 2].min() > 150


def test_one_frame_is_a_clip(tmp_path: Path) -> None:
    write_mp4(moving_square(1), 8, tmp_path / "still.mp4")
    again, _ = read_frames(tmp_path / "still.mp4")
    assert again.shape == (1, 64, 112, 3)


def test_two_films_become_one_without_a_pixel_changed(tmp_path: Path) -> None:
    join: VideoJoiner = join_mp4  # mypy holds it to the protocol
    write_mp4(noise(17), 8, tmp_path / "first.mp4", scale=2)
    write_mp4(moving_square(16), 8, tmp_path / "it's second.mp4", scale=2)

    join(tmp_path / "first.mp4", tmp_path / "it's second.mp4", tmp_path / "both.mp4")
    join(tmp_path / "both.mp4", tmp_path / "first.mp4", tmp_path / "all.mp4")

    first, second = (read_frames(tmp_path / name)[0] for name in ("first.mp4", "it's second.mp4"))
    joined, fps = read_frames(tmp_path / "all.mp4")
    assert fps == 8
    assert np.array_equal(joined, np.concatenate([first, second, first]))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["all.mp4", "both.mp4", "first.mp4", "it's second.mp4"]


def test_films_that_do_not_fit_together_are_not_joined(tmp_path: Path) -> None:
    write_mp4(moving_square(5), 8, tmp_path / "first.mp4")
    write_mp4(moving_square(5), 8, tmp_path / "larger.mp4", scale=2)

    with pytest.raises(OSError, match="not of one size and rate"):
        join_mp4(tmp_path / "first.mp4", tmp_path / "larger.mp4", tmp_path / "both.mp4")
    assert not (tmp_path / "both.mp4").exists()


def test_an_older_file_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    path.write_text("an older take")
    write_mp4(moving_square(), 8, path)
    assert read_frames(path)[0].shape[0] == 9
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("frames", "fps", "scale"),
    [
        (np.zeros((2, 8, 8, 3), np.float32), 8, 1),
        (np.zeros((8, 8, 3), np.uint8), 8, 1),
        (np.zeros((0, 8, 8, 3), np.uint8), 8, 1),
        (np.zeros((2, 8, 8, 4), np.uint8), 8, 1),
        (np.zeros((2, 8, 8, 3), np.uint8), 0, 1),
        (np.zeros((2, 8, 8, 3), np.uint8), 8, 0),
    ],
)
def test_what_is_not_a_clip_is_refused(tmp_path: Path, frames: Frames, fps: int, scale: int) -> None:
    with pytest.raises(ValueError, match=r"got .* expected"):
        write_mp4(frames, fps, tmp_path / "clip.mp4", scale=scale)
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write_mp4(moving_square(), 8, tmp_path / "nowhere" / "clip.mp4")


DIES_LATE_OR_EARLY = pytest.mark.parametrize(
    "frames",
    [
        pytest.param(noise(40), id="after-the-last-frame"),
        # Frames smaller than the pipe's write buffer, so that it holds some of them when the pipe breaks.
        pytest.param(noise(4000, height=16, width=32), id="with-frames-in-the-pipe-and-more-to-come"),
    ],
)


@DIES_LATE_OR_EARLY
def test_an_encoder_that_dies_says_so_and_leaves_the_older_file_and_nothing_else(
    frames: Frames, tmp_path: Path
) -> None:
    path = tmp_path / "clip.mp4"
    path.write_text("an older take")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (64 * 1024, limits[1]))  # ffmpeg inherits it and gets SIGXFSZ
    try:
        with pytest.raises(OSError, match=f"status -{signal.SIGXFSZ.value}"):
            write_mp4(frames, 8, path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert path.read_text() == "an older take"
    assert list(tmp_path.iterdir()) == [path]


@DIES_LATE_OR_EARLY
def test_a_full_disk_is_called_a_full_disk(
    frames: Frames, tmp_path: Path, small_disk: Callable[[Path, int], Path]
) -> None:
    disk = small_disk(tmp_path / "disk", 64)
    with pytest.raises(OSError, match=os.strerror(errno.ENOSPC)) as caught:
        write_mp4(frames, 8, disk / "clip.mp4")
    assert caught.value.errno == errno.ENOSPC
    assert caught.value.strerror == os.strerror(errno.ENOSPC), "people read this; what ffmpeg said is in the note"
    assert "ffmpeg ended with status" in caught.value.__notes__[0]
    assert list(disk.iterdir()) == []


def test_reading_what_is_no_video_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_frames(tmp_path / "nothing.mp4")
    (tmp_path / "words.mp4").write_text("no video")
    with pytest.raises(OSError, match=r"words\.mp4"):
        read_frames(tmp_path / "words.mp4")


def test_a_preview_is_a_small_webp_of_the_same_size(tmp_path: Path) -> None:
    (tmp_path / "preview.webp").write_bytes(encode_preview(moving_square(1)[0]))
    with Image.open(tmp_path / "preview.webp") as picture:
        assert (picture.format, picture.size) == ("WEBP", (112, 64))
        assert np.abs(np.asarray(picture.convert("RGB")).astype(int) - moving_square(1)[0]).mean() < 8


def test_a_clip_is_no_preview() -> None:
    with pytest.raises(ValueError, match="one uint8 picture"):
        encode_preview(moving_square())
