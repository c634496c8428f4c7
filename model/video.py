"""Frames to files that browsers show: H.264 mp4 for clips, WebP for previews; mp4 back to frames; two mp4 in one.

Knows the ffmpeg that comes with the imageio-ffmpeg wheel and nothing of models, members or where files are kept.
ffmpeg is run directly rather than through imageio's writer, because that one discards what ffmpeg says when it dies,
and a full disk has to be told from a broken encoder.
"""

from __future__ import annotations

import errno
import io
import os
import subprocess
import uuid
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from fractions import Fraction
from pathlib import Path

import imageio_ffmpeg
import numpy as np
from PIL import Image

from model.spec import Frames

CONSTANT_RATE_FACTOR = 16
"""x264 quality: 0 is lossless, 23 the default, 17 or 18 looks lossless (trac.ffmpeg.org/wiki/Encode/H.264)."""
ENCODER_PRESET = "veryfast"
"""On enlarged paper scenes: half the time of `medium` at the same size of file (docs/benchmarks.md)."""
ENCODER_THREADS = 4
"""x264 makes other bytes with another number of threads; a fixed number gives the same bytes on every machine."""
PREVIEW_QUALITY = 80

# The quick conversion, the default, rounds down: every picture would come back about one level darker.
_TO_RGB = "scale=flags=lanczos+accurate_rnd+full_chroma_int+full_chroma_inp+bitexact,format=rgb24"


def write_mp4(frames: Frames, fps: int, path: Path, *, scale: int = 1) -> None:
    """Write a clip as an H.264 mp4 (yuv420p, BT.709, index first) that browsers play while it loads.

    The same frames, fps and scale give the same bytes. H.264 in yuv420p needs an even width and height: an odd one
    gains one repeated column or row before the enlargement. Every second starts with a key frame, so that a player can
    jump and step.

    Args:
        frames: (T, H, W, 3) uint8, T ≥ 1.
        fps: frames per second.
        path: where the file appears, whole or not at all; an older file there is replaced.
        scale: enlarge each side this many times, with Lanczos resampling.

    Raises:
        ValueError: frames, fps or scale are not of that kind.
        OSError: the file could not be written; errno is ENOSPC if the disk is full. Nothing is left behind.
    """
    _check_clip(frames, fps, scale)
    # Written under another name in the same folder, because a rename there is atomic.
    part = path.with_name(f".{path.name}.{uuid.uuid4().hex}.part")
    try:
        part.touch(exist_ok=False)
        _encode(frames, fps, part, scale)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def read_frames(path: Path) -> tuple[Frames, float]:
    """Read a video file back: its frames, (T, H, W, 3) uint8, and its frames per second.

    Raises:
        OSError: there is no such file or ffmpeg cannot read it.
    """
    if not path.is_file():
        raise FileNotFoundError(errno.ENOENT, "No such video file", str(path))
    facts = _header(path)
    width, height = int(facts["W"]), int(facts["H"])
    raw = _decode(path, f"-vf {_TO_RGB} -f rawvideo -fps_mode passthrough")
    return np.frombuffer(raw, np.uint8).reshape(-1, height, width, 3), float(Fraction(facts["F"].replace(":", "/")))


def read_frame(path: Path, index: int, fps: int) -> bytes:
    """One frame of a video file, counted from 0, as a PNG.

    Raises:
        OSError: there is no such file or no such frame.
    """
    # Half a frame before it: a seek shows the first frame that is not earlier, and rounding must not pass it over.
    begin = max(0.0, (index - 0.5) / fps)
    return _decode(path, f"-vf {_TO_RGB} -frames:v 1 -c:v png -f image2pipe", before=["-ss", f"{begin:.6f}"])


def join_mp4(first: Path, second: Path, path: Path) -> None:
    """Write the film that is `first` followed by `second`, both of `write_mp4`, to `path`.

    The encoded pictures are copied, not encoded again: a film that is extended ten times looks at its beginning as it
    did on the first day.

    Raises:
        OSError: they are not of one size and rate, or the file could not be written; nothing is left at `path`.
    """
    if _header(first) != _header(second):
        raise OSError(errno.EINVAL, "the two parts are not of one size and rate", str(second))
    part = path.with_name(f".{path.name}.{uuid.uuid4().hex}.part")
    listed = part.with_suffix(".txt")
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-nostdin", "-y", "-f", "concat", "-safe", "0"]
    command += ["-i", f"file:{listed}", "-c", "copy", "-map_metadata", "-1", "-fflags", "+bitexact"]
    command += ["-movflags", "+faststart", "-f", "mp4", f"file:{part}"]
    try:
        listed.write_text("".join(f"file {_quoted(film.resolve())}\n" for film in (first, second)))
        run = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - no shell
        if run.returncode != 0:
            raise _encoder_error(run.returncode, run.stderr.decode(errors="replace").strip(), path)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
        listed.unlink(missing_ok=True)


def encode_preview(picture: Frames) -> bytes:
    """One picture, (H, W, 3) uint8, as WebP: small enough to send after every few denoising steps.

    Raises:
        ValueError: the array is not such a picture.
    """
    if picture.dtype != np.uint8 or picture.ndim != 3 or picture.shape[2] != 3:
        raise ValueError(f"got {picture.dtype} {picture.shape}; expected one uint8 picture of shape (H, W, 3)")
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, format="WEBP", quality=PREVIEW_QUALITY, method=2)
    return buffer.getvalue()


def _header(path: Path) -> dict[str, str]:
    """Size and rate of a video, as the header of YUV4MPEG2 tells them: "YUV4MPEG2 W112 H64 F8:1 …"."""
    header = _decode(path, "-frames:v 1 -f yuv4mpegpipe -strict -1").split(b"\n", 1)[0].decode("ascii")
    return {word[0]: word[1:] for word in header.split()[1:]}


def _quoted(path: Path) -> str:
    """A path as ffmpeg's list of films wants it."""
    return "'" + str(path).replace("'", "'\\''") + "'"


def _decode(path: Path, output: str, before: Sequence[str] = ()) -> bytes:
    """What ffmpeg makes of the pictures in `path` with these options, on its standard output."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-nostdin", *before, "-i", f"file:{path}"]
    command += ["-map", "0:v:0"]
    run = subprocess.run([*command, *output.split(), "pipe:1"], capture_output=True, check=False)  # noqa: S603 - no shell
    if run.returncode != 0 or not run.stdout:
        said = run.stderr.decode(errors="replace").strip() or "nothing"
        raise OSError(errno.EIO, f"ffmpeg could read no pictures and said: {said}; is it a whole video?", str(path))
    return run.stdout


def _check_clip(frames: Frames, fps: int, scale: int) -> None:
    if frames.dtype != np.uint8 or frames.ndim != 4 or frames.shape[3] != 3 or 0 in frames.shape:
        raise ValueError(f"got {frames.dtype} {frames.shape}; expected uint8 frames of shape (T, H, W, 3), T ≥ 1")
    if fps < 1 or scale < 1:
        raise ValueError(f"got fps={fps}, scale={scale}; expected whole numbers of 1 or more")


def _encode(frames: Frames, fps: int, path: Path, scale: int) -> None:
    """Feed `frames` to ffmpeg one at a time, so that memory holds the clip once."""
    height, width = frames.shape[1:3]
    odd_row, odd_column = height % 2, width % 2
    command = _ffmpeg_command(width + odd_column, height + odd_row, fps, path, scale)
    with (
        subprocess.Popen(  # noqa: S603 - a fixed program with arguments of our own making, no shell
            command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        ) as ffmpeg,
        ThreadPoolExecutor(1) as listener,
    ):
        assert ffmpeg.stdin  # noqa: S101 - asked for above
        assert ffmpeg.stderr  # noqa: S101 - asked for above
        complaints = listener.submit(ffmpeg.stderr.read)  # read beside the writing: a full pipe would stop ffmpeg
        try:
            for frame in frames:
                picture = np.pad(frame, ((0, odd_row), (0, odd_column), (0, 0)), mode="edge")
                ffmpeg.stdin.write(picture.tobytes())
        except BrokenPipeError:
            pass  # ffmpeg died early; its exit status and last words say why, below
        except BaseException:
            ffmpeg.kill()
            raise
        finally:
            # Closing writes what the buffer still holds, also to an ffmpeg that has just died. Left to `Popen`, that
            # second broken pipe would be all that anybody hears.
            with suppress(BrokenPipeError):
                ffmpeg.stdin.close()
        status = ffmpeg.wait()
        last_words = complaints.result().decode(errors="replace").strip()
    if status != 0:
        raise _encoder_error(status, last_words, path)


def _ffmpeg_command(width: int, height: int, fps: int, path: Path, scale: int) -> list[str]:
    """The call of ffmpeg: raw RGB on standard input, one mp4 out, nothing in it that depends on time or machine."""
    # Without a matrix in words ffmpeg converts with BT.601 and says nothing in the file; players then guess by height.
    colour = "color_primaries=bt709:color_trc=bt709:colorspace=bt709:range=tv"
    resample = "flags=lanczos+accurate_rnd+full_chroma_int+full_chroma_inp+bitexact"
    filters = (
        f"scale={width * scale}:{height * scale}:{resample}:out_color_matrix=bt709:out_range=tv,"
        f"format=yuv420p,setparams={colour}"
    )
    source = f"-f rawvideo -pix_fmt rgb24 -video_size {width}x{height} -framerate {fps} -i pipe:0".split()
    codec = f"-c:v libx264 -preset {ENCODER_PRESET} -crf {CONSTANT_RATE_FACTOR}".split()
    codec += f"-threads {ENCODER_THREADS} -g {fps}".split()
    same_bytes = ["-x264-params", "cpu-independent=1", "-map_metadata", "-1"]
    same_bytes += ["-fflags", "+bitexact", "-flags:v", "+bitexact"]
    container = ["-movflags", "+faststart", "-f", "mp4", f"file:{path}"]
    ffmpeg = imageio_ffmpeg.get_ffmpeg_exe()
    return [ffmpeg, "-v", "error", "-nostdin", "-y", *source, "-an", "-vf", filters, *codec, *same_bytes, *container]


def _encoder_error(status: int, last_words: str, path: Path) -> OSError:
    """An OSError with the errno that ffmpeg died of, where it can be told; a note holds all that ffmpeg said.

    ffmpeg exits with the low byte of −errno; a signal gives a negative status (SIGXFSZ: over the file size limit).
    """
    for number in (errno.ENOSPC, errno.EDQUOT):
        if status == 256 - number or os.strerror(number) in last_words:
            error = OSError(number, os.strerror(number), str(path))
            break
    else:
        final = last_words.splitlines()[-1].strip() if last_words else "nothing"
        sentence = f"the encoder, ffmpeg, ended with status {status} before the video was whole and said: {final}"
        error = OSError(errno.EIO, sentence, str(path))
    error.add_note(f"ffmpeg ended with status {status} and said: {last_words or 'nothing'}")
    return error
