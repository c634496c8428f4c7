"""Dailies' command line and composition root: the one place that knows all parts and puts them together.

`python app.py` opens the studio; `python app.py --help` lists the rest.
"""

from __future__ import annotations

import json
import logging
import math
import signal
import socket
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import ValidationError
from tqdm import tqdm

from commands.papercut import cli as papercut_cli
from commands.refusal import refusal
from model.embedder import EmbedderLoadError, LazyEmbedder
from model.papercut.folder import is_papercut
from model.rewriter import LazyRewriter, RewriterLoadError
from model.spec import Critic, PromptEmbedder, RefineMethod, Rewriter
from model.still import DecodedStills
from model.storyboard import propose_shots
from portal.datasets import require_format
from portal.errors import PortalError
from portal.models import Offer
from portal.portal import Limits, Portal, open_portal
from portal.refinement import Refinement, RefinementRequest
from portal.sign_in_tries import TryLimits
from settings import NO_REWRITER, Settings
from storage.database import Database
from storage.exports import destination
from storage.exports.formats import WRITERS, ExportFormat
from storage.media import MediaStore
from storage.words import Role

if TYPE_CHECKING:
    from model.renderer import DiffusersRenderer
    from portal.worker import Tools

PATIENCE_WITH_PREDECESSOR_SECONDS = 3.0
"""A slot may be held for a moment by a worker that leaves, or by one that looks after dead ones."""

cli = typer.Typer(
    help="Dailies: a studio where invited artists turn prompts into video and judge what comes back.",
    no_args_is_help=False,
    pretty_exceptions_enable=False,
    add_completion=False,
)
member_cli = typer.Typer(help="Members, without a browser.", no_args_is_help=True)
cli.add_typer(member_cli, name="member")
cli.add_typer(papercut_cli)


@cli.callback(invoke_without_command=True)
def default(context: typer.Context) -> None:
    """Open the studio when no command is given."""
    if context.invoked_subcommand is None:
        serve()


@cli.command()
def serve() -> None:
    """Open the studio: the web server and its render workers."""
    import uvicorn

    from portal.supervisor import Supervisor
    from webapp.server import create_app

    settings = _settings()
    _require_rewriter(settings)
    door = open_door(settings)  # first of all: a studio that runs already must not be disturbed
    portal = _portal(settings)
    _offer(portal, settings)

    class StudioServer(uvicorn.Server):
        """uvicorn, which says where the studio is once it answers."""

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if self.started:
                _announce(portal, settings)

    supervisor = Supervisor(
        [
            [sys.executable, str(Path(__file__).resolve()), "worker", "--slot", f"local:{number}", "--supervised"]
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

    settings = _settings()
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
            tools = _tools(settings, model or [])  # after the slot: a leaving worker may still need the memory
            Worker(database, MediaStore(settings.data_dir / "media"), tools, place).run(stop, is_slot_held)
    except SlotTaken as error:
        raise refusal(str(error)) from error


@member_cli.command("add")
def add_member(
    email: Annotated[str, typer.Option(help="E-mail address to sign in with.")],
    name: Annotated[str, typer.Option(help="Name that other members see.")],
    role: Annotated[Role, typer.Option(help="What the member may do.")] = Role.ARTIST,
    consent: Annotated[bool, typer.Option(help="Record consent to training use.")] = True,
) -> None:
    """Make a member, and print the single-use link with which they set a password for the browser."""
    settings = _settings()
    portal = _portal(settings)
    try:
        member, token = portal.members.add(email, name, role, consents_to_training=consent)
    except PortalError as error:
        raise refusal(error.message) from error
    finally:
        portal.close()
    typer.echo(f"{member.name} <{member.email}> is a member now, role {member.role}.")
    typer.echo(f"To sign in with a browser, set a password here: {settings.effective_public_url}/join/{token}")


@cli.command()
def invite(
    role: Annotated[Role, typer.Option(help="What the new members may do.")] = Role.ARTIST,
    email: Annotated[str, typer.Option(help="Only whoever has this e-mail address may use it.")] = "",
    uses: Annotated[int, typer.Option(help="How many people may join with it.")] = 1,
) -> None:
    """Print a link that makes members, and nothing else."""
    settings = _settings()
    portal = _portal(settings)
    try:
        typer.echo(
            f"{settings.effective_public_url}/join/{portal.members.invite(None, role, email=email or None, uses=uses)}"
        )
    except PortalError as error:
        raise refusal(error.message) from error
    finally:
        portal.close()


@cli.command()
def token(email: Annotated[str, typer.Option(help="E-mail address of the member.")]) -> None:
    """Print a new bearer token for the HTTP API, and nothing else."""
    portal = _portal(_settings())
    try:
        typer.echo(portal.members.make_api_token(email))
    except PortalError as error:
        raise refusal(error.message) from error
    finally:
        portal.close()


@cli.command()
def export(
    out: Annotated[str, typer.Option(help="Folder, .zip or .tar to write; s3://… and what else fsspec knows, too.")],
    export_format: Annotated[
        str, typer.Option("--format", help=f"What to write: {', '.join(ExportFormat)}.")
    ] = ExportFormat.CANONICAL,
    dataset: Annotated[str, typer.Option(help="Id of a frozen dataset. Without it, all rated clips are frozen.")] = "",
    name: Annotated[str, typer.Option(help="Name of the dataset that is frozen.")] = "",
) -> None:
    """Write a dataset of rated, consented clips to a folder or an archive, in the format of your choice.

    A folder takes its name when all is in it. One that was cut short is gone on with by the same command.
    """
    portal = _portal(_settings())
    try:
        chosen = require_format(export_format)
        begun = destination.begun_at(out)
        destination.require_free(out)
        if not dataset and begun is not None and begun.export_format == chosen:
            dataset = begun.dataset_id
        if not dataset:
            title = name or f"All rated clips, {datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
            dataset = portal.datasets.freeze(None, title, must_have_pairs=WRITERS[chosen].needs_pairs).id
        # Shown in a terminal only.
        watch = partial(tqdm, desc="Exporting", unit=" files", disable=None)
        written = portal.datasets.export_to(dataset, out, chosen, watch=watch)
    except (PortalError, OSError, destination.UnknownDestination) as error:
        raise refusal(str(error)) from error
    finally:
        portal.close()
    typer.echo(f"Dataset {written.id}, {written.counts.clips:,} clips, is in {out} as {chosen}.")


@cli.command()
def refine(
    dataset: Annotated[str, typer.Option(help="Id of the frozen dataset to learn from.")],
    method: Annotated[RefineMethod, typer.Option(help="rwr: from stars. dpo: from preference pairs.")],
    parent: Annotated[str, typer.Option(help="Model version to start from; the default model without it.")] = "",
    seed: Annotated[int, typer.Option(help="Seeds layers, noise and order.")] = 0,
    rank: Annotated[int, typer.Option(help="Rank of the adapter.")] = 8,
    max_steps: Annotated[int, typer.Option(help="Optimizer steps, at most.")] = 90,
) -> None:
    """Refine a model version on a frozen dataset: what comes of it is a candidate.

    A running studio's workers do it between clips. Without one this command does it itself; cut short, it is gone on
    with by the next studio that starts.
    """
    settings = _settings()
    portal = _portal(settings)
    try:
        _offer(portal, settings)
        wanted = RefinementRequest(dataset, method, parent or None, seed, rank, max_steps)
        ended = _refined(settings, portal, portal.refinements.begin(None, wanted).id)
    except PortalError as error:
        raise refusal(error.message) from error
    finally:
        portal.close()
    if ended is None:
        typer.echo(f"The studio refines it between clips: {settings.effective_public_url}/models/")
    elif ended.error is not None:
        raise refusal(ended.error)
    else:
        typer.echo(f"Refinement {ended.id} is {ended.status}: {json.dumps(dict(ended.metrics))}")


@cli.command()
def demo() -> None:
    """Fill an empty installation, so that every page is alive: made-up members, real clips, simulated judgements.

    Takes a minute or two. Refuses where real members are, and goes on where it was stopped.
    """
    from demo.filling import fill, gather

    settings = _settings()
    portal = _portal(settings)
    try:
        _offer(portal, settings)
        members = gather(portal)
        if not _work_while(settings, portal, lambda _: fill(portal, members)):
            raise refusal("A studio is running on this installation. Stop it, and fill it then.")
        link = f"{settings.effective_public_url}/join/{portal.members.invite(None, Role.MAINTAINER)}"
    except PortalError as error:
        raise refusal(error.message) from error
    finally:
        portal.close()
    typer.echo("The installation is filled. All ratings, votes and words in it are simulated.")
    typer.echo(
        f"Start the studio with `python app.py`, and open this link once to look around as a maintainer:\n\n    {link}"
    )


def _settings() -> Settings:
    try:
        settings = Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name, *inside = (str(part) for part in first["loc"])
        where = f" at {'.'.join(inside)}" if inside else ""
        # Not what it got: that may be a password.
        raise refusal(f"The setting DAILIES_{name.upper()}{where} is wrong: {first['msg']}.") from None
    logging.basicConfig(level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    return settings


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


def _portal(settings: Settings) -> Portal:
    return open_portal(
        Database(settings.effective_database_url),
        MediaStore(settings.data_dir / "media"),
        Limits(
            queue_limit=settings.queue_limit,
            prompt_limit_characters=settings.prompt_limit_characters,
            session_days=settings.session_days,
            invite_days=settings.invite_days,
            sign_in_tries=TryLimits(
                for_one_address=settings.sign_in_tries,
                from_one_place=settings.sign_in_tries_per_client,
                minutes=settings.sign_in_minutes,
            ),
            quotas={
                Role.ARTIST: settings.quota_artist,
                Role.CURATOR: settings.quota_curator,
                Role.MAINTAINER: settings.quota_maintainer,
            },
        ),
        rewriters=_rewriters(settings),
        propose_shots=propose_shots,
        still_maker=DecodedStills(),
        embedder=LazyEmbedder("all-MiniLM-L6-v2", _text_tower),
    )


def _text_tower() -> PromptEmbedder:
    from model.papercut.embedder import TowerEmbedder
    from model.papercut.text import TextTowerError

    try:
        return TowerEmbedder()
    except TextTowerError as error:
        raise EmbedderLoadError(str(error)) from error


def _rewriters(settings: Settings) -> dict[str, Rewriter]:
    """The rewriter of each model that has one. None is loaded before its first prompt."""
    if settings.rewriter == NO_REWRITER:
        return {}
    if settings.rewriter:
        language_model = LazyRewriter(lambda: _language_model(settings))
        return {model.name: language_model for model in settings.models}
    return {
        model.name: LazyRewriter(partial(_theatre, Path(model.source)))
        for model in settings.models
        if is_papercut(model.source)
    }


def _require_rewriter(settings: Settings) -> None:
    """Refuse a folder that is not there, before anybody waits for a prompt to be rewritten."""
    written = settings.rewriter
    if written not in ("", NO_REWRITER) and "@" not in written and not Path(written).is_dir():
        raise refusal(
            f"DAILIES_REWRITER names {written}, and there is no folder of that name. Give the folder of a chat model, "
            f"owner/name@commit, {NO_REWRITER}, or nothing for Papercut's own."
        )


def _theatre(folder: Path) -> Rewriter:
    from model.papercut.repertoire import Repertoire
    from model.papercut.rewriter import TheatreRewriter

    return TheatreRewriter(Repertoire.load(folder))


def _language_model(settings: Settings) -> Rewriter:
    import torch

    from model.language_rewriter import LanguageModelRewriter

    source, _, revision = settings.rewriter.partition("@")
    if Path(settings.rewriter).is_dir():
        source, revision = settings.rewriter, ""
    accelerator = torch.accelerator.current_accelerator(check_available=True) or torch.device("cpu")
    try:
        return LanguageModelRewriter(source, revision or None, settings.device or str(accelerator))
    except torch.OutOfMemoryError as error:
        raise RewriterLoadError(
            f"{source}: the device has no room for it beside the worker ({error}). Choose a smaller chat model in "
            "DAILIES_REWRITER, or another device in DAILIES_DEVICE."
        ) from error


def _offer(portal: Portal, settings: Settings) -> None:
    portal.models.offer([Offer(m.name, m.source, m.revision, m.capabilities) for m in settings.models])


def _refined(settings: Settings, portal: Portal, refinement_id: str) -> Refinement | None:
    """Work in this process until a refinement has ended; None where a worker of a running studio does it."""

    def watch(is_leaving: threading.Event) -> None:
        with tqdm(desc="Refining", unit=" steps", disable=None) as bar:
            while not is_leaving.wait(1.0):
                refinement = portal.refinements.get(None, refinement_id)
                bar.update(refinement.step - bar.n)
                if refinement.status.is_final:
                    return

    if not _work_while(settings, portal, watch):
        return None
    return portal.refinements.get(None, refinement_id)


def _work_while(settings: Settings, portal: Portal, body: Callable[[threading.Event], None]) -> bool:
    """Serve the studio's first slot in this process while `body` runs beside it, in a thread; what it raises is raised.

    Returns:
        False, with nothing done, where the worker of a running studio serves that slot.
    """
    from portal.slot import Slot, SlotTaken
    from portal.worker import Worker

    place = Slot("local:0", portal.database, settings.data_dir / "locks")
    stop = threading.Event()
    try:
        with place.held() as is_slot_held, ThreadPoolExecutor(1, thread_name_prefix="beside") as beside:
            worker = Worker(portal.database, MediaStore(settings.data_dir / "media"), _tools(settings, []), place)
            running = beside.submit(body, stop)
            running.add_done_callback(lambda _: stop.set())
            try:
                worker.run(stop, is_slot_held)
            finally:
                stop.set()
            running.result()
    except SlotTaken:
        return False
    return True


def _tools(settings: Settings, names: list[str]) -> Tools:
    from model.refine.refiner import PipelineRefiner
    from model.renderer import ModelLoadError
    from model.video import encode_preview, join_mp4, write_mp4
    from portal.study import StudyTools
    from portal.worker import Tools

    unknown = set(names) - {model.name for model in settings.models}
    if unknown:
        raise refusal(f"There is no model {', '.join(sorted(unknown))} in DAILIES_MODELS.")
    device_thread = ThreadPoolExecutor(1, thread_name_prefix="device")
    try:
        renderers = device_thread.submit(_load_renderers, settings, names).result()
    except ModelLoadError as error:
        raise refusal(str(error)) from error
    critics = {
        model.name: critic
        for model in settings.models
        if model.name in renderers and (critic := _critic(model.source)) is not None
    }
    refiners = {name: PipelineRefiner(renderer) for name, renderer in renderers.items()}
    study = StudyTools(refiners, settings.data_dir / "refinements")
    return Tools(renderers, write_mp4, join_mp4, encode_preview, study, device_thread, critics)


def _critic(source: str) -> Critic | None:
    from model.papercut.prompt_critic import PromptCritic

    return PromptCritic.load(Path(source)) if is_papercut(source) else None


def _load_renderers(settings: Settings, names: list[str]) -> dict[str, DiffusersRenderer]:
    from model.renderer import load
    from model.threads import use_threads

    use_threads(settings.render_threads)
    return {
        model.name: load(model.source, model.revision, model.capabilities, settings.device or None)
        for model in settings.models
        if not names or model.name in names
    }


def _announce(portal: Portal, settings: Settings) -> None:
    typer.echo(f"\nDailies is ready: {settings.effective_public_url}")
    invite = portal.members.first_maintainer_invite()
    if invite is not None:
        typer.echo("Open this link once to become the first maintainer:")
        typer.echo(f"\n    {settings.effective_public_url}/join/{invite}\n")


def _stop_at_end_of_input(stop: threading.Event) -> None:
    sys.stdin.buffer.read()
    stop.set()


if __name__ == "__main__":
    cli()
