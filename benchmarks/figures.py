"""The figures that `make bench` prints. Each function starts what it measures and cleans up after itself."""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass
from pathlib import Path

import psutil
from playwright.sync_api import sync_playwright

from model.renderer import load
from model.spec import Aspect, RenderSpec, Shot
from model.threads import use_threads
from model.video import write_mp4
from settings import PAPERCUT
from tests.studio_house import StudioHouse, open_house
from webapp.clip_schemas import DEFAULT_SECONDS

CLIPS = 7
SHORT_SECONDS = 2.0
WAITING_CLIPS = 500
SUBMITS = 100
IDLE_SECONDS = 20.0
CHROMIUM = "/usr/bin/chromium"
CHROMIUM_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
PROMPT = "A woman in a long red dress walks along a rainy neon street at night"


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table."""

    what: str
    measured: str
    goal: str


def portal(folder: Path) -> list[Figure]:
    """What the studio adds to a clip of its default length, and to the shortest that anybody would ask for."""
    return [
        figure
        for seconds in (DEFAULT_SECONDS, SHORT_SECONDS)
        for figure in _portal(folder / f"{seconds:g}-seconds", seconds)
    ]


def _portal(folder: Path, seconds: float) -> list[Figure]:
    """Time from the request to the ready clip against the bare pipeline, same prompt, seeds, weights and threads.

    The two take turns, so that a busy machine disturbs both alike. What a script would be left with is a file, so the
    bare pipeline is timed with and without writing its mp4.
    """
    use_threads(0)
    renderer = load(PAPERCUT.source, PAPERCUT.revision, PAPERCUT.capabilities)
    size = PAPERCUT.capabilities.sizes[Aspect.WIDE]
    bare, filed, whole, busy = [], [], [], []
    folder.mkdir()
    with open_house(folder, OMP_NUM_THREADS="", DAILIES_RENDER_THREADS="0") as house, house.client() as client:
        for number in range(CLIPS + 1):
            spec = RenderSpec(
                shots=(Shot(PROMPT, seconds),),
                size=size,
                fps=PAPERCUT.fps,
                seed=number,
                steps=PAPERCUT.default_steps,
                guidance=PAPERCUT.default_guidance,
            )
            started = time.perf_counter()
            video = renderer.render(spec, lambda _: None, lambda: False)
            bare_seconds = time.perf_counter() - started
            write_mp4(video.frames, video.fps, folder / "bare.mp4", scale=PAPERCUT.display_scale)
            filed_seconds = time.perf_counter() - started
            started = time.perf_counter()
            order = {"prompt": PROMPT, "seconds": seconds, "seed": number}
            clip_id = client.post("/api/v1/clips", json=order).json()["clips"][0]["id"]
            with client.stream("GET", f"/api/v1/clips/{clip_id}/events") as stream:
                for _ in stream.iter_lines():
                    pass
            whole_seconds = time.perf_counter() - started
            clip = client.get(f"/api/v1/clips/{clip_id}").json()
            if clip["status"] != "ready":
                raise RuntimeError(f"the clip did not get ready: {clip}")
            if number:  # the first pair warms both up
                bare.append(bare_seconds)
                filed.append(filed_seconds)
                whole.append(whole_seconds)
                busy.append(clip["gpu_seconds"] + clip["timings"]["store"])
    base, base_filed = statistics.median(bare), statistics.median(filed)
    return [
        Figure(f"bare pipeline, {seconds:g} s clip, 16:9", f"{base:.2f} s", "–"),
        Figure("bare pipeline and its mp4", f"{base_filed:.2f} s", "–"),
        Figure("time on the worker over bare pipeline and its mp4", _over(busy, base_filed), "≤ 1.10"),
        Figure("request to ready, seen from outside, over the same", _over(whole, base_filed), "≤ 1.10"),
        Figure("request to ready over bare pipeline without a file", _over(whole, base), "–"),
    ]


def submit(folder: Path) -> list[Figure]:
    """How long a request takes to be answered while 500 clips wait."""
    with open_house(folder, DAILIES_WORKERS="0") as house, house.client() as client:
        order = {"prompt": PROMPT, "seconds": 2}
        for _ in range(WAITING_CLIPS // 4):
            client.post("/api/v1/clips", json={**order, "count": 4}).raise_for_status()
        seconds = []
        for _ in range(SUBMITS):
            started = time.perf_counter()
            client.post("/api/v1/clips", json=order)
            seconds.append(time.perf_counter() - started)
    milliseconds = statistics.quantiles(seconds, n=20)
    return [
        Figure(
            f"submit with {WAITING_CLIPS} queued, median / p95",
            f"{1000 * statistics.median(seconds):.0f} / {1000 * milliseconds[-1]:.0f} ms",
            "p95 ≤ 100 ms",
        )
    ]


def idle(folder: Path) -> list[Figure]:
    """What a worker that waits costs."""
    with open_house(folder) as house:
        worker = _loaded_worker(house)
        before = worker.cpu_times()
        time.sleep(IDLE_SECONDS)
        after = worker.cpu_times()
    share = (after.user + after.system - before.user - before.system) / IDLE_SECONDS
    return [Figure("idle worker, share of one core", f"{100 * share:.1f} %", "≤ 3 %")]


def page(folder: Path) -> list[Figure]:
    """How long after `ready` a browser that comes for the first time can type into the prompt box."""
    with open_house(folder) as house:
        ready = time.perf_counter()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_FLAGS)
            tab = browser.new_page()
            launched = time.perf_counter()
            tab.goto(house.invitation)
            tab.fill("input[name=email]", "max@example.org")
            tab.fill("input[name=name]", "Max")
            tab.fill("input[name=password]", "a long password")
            asked = time.perf_counter()
            tab.click("button[type=submit]")
            tab.wait_for_selector("#prompt textarea", state="visible")
            tab.fill("#prompt textarea", PROMPT)
            typed = time.perf_counter()
            browser.close()
    return [
        Figure("studio page interactive after sign-in, first visit", f"{typed - asked:.1f} s", "≤ 3 s"),
        Figure("from `ready` to typing, browser start and joining form included", f"{typed - ready:.1f} s", "–"),
        Figure("… of that, starting the browser", f"{launched - ready:.1f} s", "–"),
    ]


def _over(seconds: list[float], base: float) -> str:
    median = statistics.median(seconds)
    return f"{median / base:.2f} ({median:.2f} s)"


def _loaded_worker(house: StudioHouse) -> psutil.Process:
    house.wait_for(lambda: "serves papercut" in house.printed(), "the worker to have loaded its model", 120)
    time.sleep(3)
    return psutil.Process(house.worker_pids()[0])
