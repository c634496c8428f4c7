"""A real web server on loopback over the portal of the test, and clients for every kind of asker."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from portal.members import Member
from settings import Settings
from tests.conftest import Room
from webapp.server import create_app
from webapp.session import SessionCookie


@dataclass(frozen=True)
class Web:
    """A running server and who can ask it."""

    url: str
    room: Room
    settings: Settings
    clients: ExitStack

    def anonymous(self, **headers: str) -> httpx.Client:
        """Somebody without an account."""
        return self.clients.enter_context(httpx.Client(base_url=self.url, headers=headers, timeout=30))

    def program(self, member: Member) -> httpx.Client:
        """A program with a bearer token of the member."""
        token = self.room.portal.members.make_api_token(member.email)
        return self.anonymous(Authorization=f"Bearer {token}")

    def browser(self, member: Member) -> httpx.Client:
        """A browser in which the member is signed in."""
        client = self.anonymous(Accept="text/html")
        client.cookies.set(
            SessionCookie.from_settings(self.settings).name, self.room.portal.members.open_session(member)
        )
        return client


def build_app(room: Room, settings: Settings) -> FastAPI:
    """The application, built inside an event loop: outside one, Gradio makes loops of its own and never closes them."""

    async def build() -> FastAPI:
        return create_app(room.portal, settings)

    # In a thread of its own: where browser tests ran before, this one has Playwright's loop running.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, build()).result()


@pytest.fixture
def web(room: Room, tmp_path: Path) -> Iterator[Web]:
    """The whole web application, listening."""
    with open_web(room, Settings(data_dir=tmp_path)) as web:
        yield web


@contextmanager
def open_web(room: Room, settings: Settings) -> Iterator[Web]:
    """The whole web application with these settings, listening for the length of the block."""
    server = uvicorn.Server(
        uvicorn.Config(
            build_app(room, settings),
            port=0,
            log_level="warning",
            timeout_graceful_shutdown=2,
        )
    )
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    with ExitStack() as clients:
        yield Web(f"http://127.0.0.1:{port}", room, settings, clients)
    server.should_exit = True
    thread.join()
