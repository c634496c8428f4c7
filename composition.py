"""Composition: the one place that knows all parts, and makes a portal and a worker's tools of them as settings say.

Nothing heavy is imported before it is needed: a web process starts without torch. What settings get wrong is refused as
a command refuses. Knows no single command, and no pages.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from model.embedder import EmbedderLoadError, LazyEmbedder
from model.papercut.folder import is_papercut
from model.rewriter import LazyRewriter, RewriterLoadError
from model.spec import Critic, PromptEmbedder, Rewriter
from model.still import DecodedStills
from model.storyboard import propose_shots
from portal.models import Offer
from portal.portal import Limits, Portal, open_portal
from portal.sign_in_tries import TryLimits
from refusal import refusal
from settings import NO_REWRITER, Settings
from storage.database import Database
from storage.media import MediaStore
from storage.words import Role

if TYPE_CHECKING:
    from model.renderer import DiffusersRenderer
    from portal.worker import Tools


def load_settings() -> Settings:
    """The settings of this process, checked; logging is set up as they say.

    Raises:
        typer.Exit: one of them is wrong.
    """
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


def compose_portal(settings: Settings) -> Portal:
    """The portal on the database and media folder of the settings, which are made where there are none."""
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
        rewriters=compose_rewriters(settings),
        propose_shots=propose_shots,
        still_maker=DecodedStills(),
        embedder=LazyEmbedder("all-MiniLM-L6-v2", load_text_tower),
    )


def offer_models(portal: Portal, settings: Settings) -> None:
    """Put the models of the settings on offer, in place of those of the last start."""
    portal.models.offer([Offer(m.name, m.source, m.revision, m.capabilities) for m in settings.models])


def load_text_tower() -> PromptEmbedder:
    """What tells how near two prompts are, ready to use.

    Raises:
        EmbedderLoadError: its weights are not installed.
    """
    from model.papercut.embedder import TowerEmbedder
    from model.papercut.text import TextTowerError

    try:
        return TowerEmbedder()
    except TextTowerError as error:
        raise EmbedderLoadError(str(error)) from error


def compose_rewriters(settings: Settings) -> dict[str, Rewriter]:
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


def require_rewriter(settings: Settings) -> None:
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


def compose_tools(settings: Settings, names: list[str]) -> Tools:
    """What a worker works with: the named models, all by default, loaded in the thread that will render.

    Raises:
        typer.Exit: there is no such model, or it cannot be loaded.
    """
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


def work_while(settings: Settings, portal: Portal, body: Callable[[threading.Event], None]) -> bool:
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
            worker = Worker(
                portal.database, MediaStore(settings.data_dir / "media"), compose_tools(settings, []), place
            )
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
