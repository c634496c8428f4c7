"""The commands that run the studio: its web server with the workers it looks after, and single workers elsewhere."""

from __future__ import annotations

import math
import signal
import socket
import sys
import threading
from pathlib import Path
from typing import Annotated

import typer

from composition import compose_portal, compose_tools, load_settings, offer_models, require_rewriter
from portal.portal import Portal
from refusal import refusal
from settings import Settings
from storage.database import Database
from storage.media import MediaStore

APP = Path(__file__).parents[1] / "app.py"
"""What a worker process is started with."""

PATIENCE_WITH_PREDECESSOR_SECONDS = 3.0
"""A slot may be held for a moment by a worker that leaves, or by one that looks after dead ones."""

cli = typer.Typer()


@cli.command()
def serve() -> None:
    """Open the studio: the web server and its render workers."""
    import uvicorn

    from portal.supervisor import Supervisor
    from webapp.server import create_app

    settings = load_settings()
    require_rewriter(settings)
    door = open_door(settings)  # first of all: a studio that runs already must not be disturbed
    portal = compose_portal(settings)
    offer_models(portal, settings)

    class StudioServer(uvicorn.Server):
        """uvicorn, which says where the studio is once it answers."""

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if self.started:
                _announce(portal, settings)

    supervisor = Supervisor(
        [
            [sys.executable, str(APP), "worker", "--slot", f"local:{number}", "--supervised"]
            for number in range(settings.workers)
        ]
    )
    server = StudioServer(
        uvicorn.Config(
            create_app(portal, settings),
            host=settings.host,
            port=settings.port,
            log_level=settings.log_level.lower(),
            access_log=False,
            timeout_graceful_shutdown=5,
        )
    )
    # uvicorn stops in good order on SIGTERM, and then raises it again for whoever was there before: this one.
    signal.signal(signal.SIGTERM, lambda *_: None)
    supervisor.start()
    try:
        server.run(sockets=[door])
    finally:
        supervisor.stop()
        portal.close()


@cli.command()
def worker(
    slot: Annotated[str, typer.Option(help="Name of the place to render, one for each GPU, such as studio-2:0.")] = "",
    model: Annotated[list[str] | None, typer.Option(help="Serve only these models; all by default.")] = None,
    supervised: Annotated[bool, typer.Option(help="Leave when standard input closes.", hidden=True)] = False,
) -> None:
    """Run one render worker. The studio starts its own; more may run on other machines with the same database."""
    from portal.slot import Slot, SlotTaken
    from portal.worker import Worker

    settings = load_settings()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    if supervised:
        threading.Thread(target=_stop_at_end_of_input, args=(stop,), daemon=True).start()
    database = Database(settings.effective_database_url)
    place = Slot(slot or f"{socket.gethostname()}:0", database, settings.data_dir / "locks")
    place.wait_until_free(math.inf if supervised else PATIENCE_WITH_PREDECESSOR_SECONDS, stop.is_set)
    try:
        with place.held() as is_slot_held:
            tools = compose_tools(settings, model or [])  # after the slot: a leaving worker may still need the memory
            Worker(database, MediaStore(settings.data_dir / "media"), tools, place).run(stop, is_slot_held)
    except SlotTaken as error:
        raise refusal(str(error)) from error


def open_door(settings: Settings) -> socket.socket:
    """Take the port, before anything else is touched."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    # Named, because asyncio turns Nagle's algorithm off only for sockets that say they are TCP: 40 ms for each answer.
    door = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        door.bind((settings.host, settings.port))
    except OSError as error:
        door.close()
        raise refusal(
            f"{settings.host}:{settings.port} cannot be opened: {error.strerror}. "
            "Stop what uses it, or choose another DAILIES_PORT or DAILIES_HOST."
        ) from error
    return door


def _announce(portal: Portal, settings: Settings) -> None:
    typer.echo(f"\nDailies is ready: {settings.effective_public_url}")
    invite = portal.members.first_maintainer_invite()
    if invite is not None:
        typer.echo("Open this link once to become the first maintainer:")
        typer.echo(f"\n    {settings.effective_public_url}/join/{invite}\n")


def _stop_at_end_of_input(stop: threading.Event) -> None:
    sys.stdin.buffer.read()
    stop.set()
