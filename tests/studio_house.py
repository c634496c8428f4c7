"""A whole studio for journeys: `python app.py` as people start it, in processes of its own, on a folder of its own."""

from __future__ import annotations

import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx

PROJECT = Path(__file__).parents[1]
PATIENCE_SECONDS = 300
"""After this long, what is waited for will not come. No statement about speed: a busy machine takes many times as long
as an idle one, and whoever gives up early makes a test of the machine."""


def tiny_models(folder: Path, steps: int = 4, shot_link: str = "cut") -> str:
    """DAILIES_MODELS for a tiny random-weights checkpoint: what it paints is noise, all else is real."""
    return json.dumps(
        [
            {
                "name": "tiny",
                "source": str(folder),
                "fps": 8,
                "sizes": {
                    "16:9": {"width": 112, "height": 64},
                    "1:1": {"width": 64, "height": 64},
                    "9:16": {"width": 64, "height": 112},
                },
                "max_seconds": 8,
                "default_steps": steps,
                "shot_link": shot_link,
                "display_scale": 4,
            }
        ]
    )


class StudioHouse:
    """One running studio.

    Args:
        folder: where it keeps its data.
        environment: settings (`DAILIES_…`) beside the data folder and the port.
    """

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.folder = folder
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._environment = {
            **os.environ,
            "OMP_NUM_THREADS": "1",
            "DAILIES_DATA_DIR": str(folder / "data"),
            "DAILIES_PORT": str(self.port),
            "DAILIES_RENDER_THREADS": "1",
            **environment,
        }
        self._process: subprocess.Popen[bytes] | None = None
        self._log = folder / "studio.log"
        self._starts = 0

    def start(self) -> None:
        """Start the studio and wait until it says that it is ready."""
        with self._log.open("a") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-u", "app.py"], cwd=PROJECT, env=self._environment, stdout=log, stderr=log
            )
        self._starts += 1
        self.wait_for(lambda: self.printed().count("is ready") == self._starts, "the studio to be ready")

    def printed(self) -> str:
        """Everything the studio has printed and logged so far."""
        return self._log.read_text()

    def kill_web(self) -> None:
        """End the web process as a power cut would."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """End the studio as Ctrl+C would, or by another signal."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(how)
            try:
                self._process.wait(PATIENCE_SECONDS)
            except subprocess.TimeoutExpired:
                self.kill_web()
                raise

    def run(self, *arguments: str) -> str:
        """Run a command of `app.py` and return what it printed."""
        done = self.try_to_run(*arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def try_to_run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command of `app.py` that may be refused."""
        return subprocess.run(
            [sys.executable, "app.py", *arguments],
            cwd=PROJECT,
            env=self._environment,
            capture_output=True,
            text=True,
            check=False,
        )

    @property
    def invitation(self) -> str:
        """The link for the first maintainer that the studio printed."""
        found: list[str] = []

        def was_printed() -> bool:
            found.extend(re.findall(r"http://\S+/join/\S+", self.printed()))
            return bool(found)

        self.wait_for(was_printed, "the first maintainer's link")
        return found[-1]

    def client(self, email: str = "max@example.org", role: str = "maintainer") -> httpx.Client:
        """An API client for a fresh member."""
        self.run("member", "add", "--email", email, "--name", email.split("@")[0], "--role", role)
        token = self.run("token", "--email", email).strip()
        return httpx.Client(base_url=self.url, headers={"Authorization": f"Bearer {token}"}, timeout=PATIENCE_SECONDS)

    @contextmanager
    def extra_worker(self, slot: str) -> Iterator[subprocess.Popen[bytes]]:
        """A render worker of this studio that nobody supervises."""
        with self._log.open("a") as log:
            process = subprocess.Popen(
                [sys.executable, "app.py", "worker", "--slot", slot],
                cwd=PROJECT,
                env=self._environment,
                stdout=log,
                stderr=log,
            )
        try:
            yield process
        finally:
            process.terminate()
            process.wait(PATIENCE_SECONDS)

    def worker_pids(self) -> list[int]:
        """The render workers that serve this studio's folder."""
        wanted = f"DAILIES_DATA_DIR={self.folder / 'data'}".encode()
        pids = []
        for process in Path("/proc").glob("[0-9]*"):
            try:
                words = (process / "cmdline").read_bytes().split(b"\0")
                if b"worker" in words and wanted in (process / "environ").read_bytes():
                    pids.append(int(process.name))
            except OSError:
                continue  # it ended while we looked
        return pids

    def wait_for_status(self, client: httpx.Client, clip_id: str, *wanted: str) -> dict[str, Any]:
        """Wait until a clip has one of the statuses and return it."""
        clip: dict[str, Any] = {}

        def reached() -> bool:
            clip.update(client.get(f"/api/v1/clips/{clip_id}").json())
            return clip["status"] in wanted

        self.wait_for(reached, f"clip {clip_id} to be {' or '.join(wanted)}", detail=lambda: str(clip))
        return clip

    def wait_for(
        self,
        condition: Callable[[], bool],
        what: str,
        seconds: float = PATIENCE_SECONDS,
        detail: Callable[[], str] = lambda: "",
    ) -> None:
        """Wait for a condition, and say what was waited for when it does not come."""
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline:
                tail = "\n".join(self.printed().splitlines()[-40:])
                raise AssertionError(f"waited {seconds:.0f} s for {what}. {detail()}\n{tail}")
            time.sleep(0.1)


@contextmanager
def open_house(folder: Path, **environment: str) -> Iterator[StudioHouse]:
    """A studio that runs for the length of the block."""
    house = StudioHouse(folder, environment)
    try:
        house.start()
        yield house
    finally:
        house.stop()


def _free_port() -> int:
    """A port that nobody listens on, and that no program is given by chance before the studio has opened it.

    Port 0 would give one of those that the system also lends to outgoing connections (on Linux from 32768), a browser's
    and other tests' among them.
    """
    while True:
        port = random.randint(20_000, 32_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
