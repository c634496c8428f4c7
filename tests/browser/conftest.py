"""A real Chromium (Debian's package) and a page that reports what should not happen in it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect, sync_playwright

from tests.studio_house import PATIENCE_SECONDS

CHROMIUM = Path("/usr/bin/chromium")
SCREENSHOTS = Path(__file__).parents[2] / "build" / "screenshots"

PATIENCE_MILLISECONDS = 1000 * PATIENCE_SECONDS

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


_LEFT_WHILE_LOADING = ("AbortError: signal is aborted without reason", "Unexpected error Connection errored out.")
"""What Gradio's own scripts log when the studio page is left before they have finished loading."""


@dataclass
class Seat:
    """One browser window and what went wrong in it."""

    page: Page
    origin: str
    foreign: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def watch(self) -> None:
        """Start to note requests to other hosts and errors on the console."""
        self.page.on("request", self._on_request)
        self.page.on("console", self._on_console)
        self.page.on("pageerror", lambda error: self._note(str(error)))

    def shoot(self, name: str) -> None:
        """Keep a picture of the window, for people to look at."""
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SCREENSHOTS / f"{name}.png")

    def assert_clean(self) -> None:
        """Nothing was asked of another host, nothing failed, nothing is wider than the window."""
        assert self.foreign == []
        assert self.errors == []
        assert self.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0

    def _on_request(self, request: Request) -> None:
        if not request.url.startswith((self.origin, "data:", "blob:")):
            self.foreign.append(request.url)

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self._note(message.text)

    def _note(self, error: str) -> None:
        if not error.startswith(_LEFT_WHILE_LOADING):
            self.errors.append(error)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser. Missing outside CI: the test says so and is skipped. Missing in CI: it fails."""
    if not CHROMIUM.exists():
        sentence = f"{CHROMIUM} is missing, so no page was looked at; install it with: apt-get install chromium"
        if os.environ.get("CI"):
            pytest.fail(sentence)
        pytest.skip(sentence)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        expect.set_options(timeout=PATIENCE_MILLISECONDS)
        yield browser
        browser.close()


@pytest.fixture
def take_seat(chromium: Browser) -> Iterator[Callable[..., Seat]]:
    """Opens a window of its own, with its own cookies."""
    with ExitStack() as windows:

        def take(origin: str, width: int = 1280, height: int = 900, **options: object) -> Seat:
            context = chromium.new_context(viewport={"width": width, "height": height}, **options)  # type: ignore[arg-type]
            windows.callback(context.close)
            context.set_default_timeout(PATIENCE_MILLISECONDS)
            seat = Seat(context.new_page(), origin)
            seat.watch()
            return seat

        yield take
