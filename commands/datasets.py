"""The commands that close the loop from a terminal: export a dataset, refine a model version on one."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime
from functools import partial
from typing import Annotated

import typer
from tqdm import tqdm

from composition import compose_portal, load_settings, offer_models, work_while
from model.spec import DEFAULT_RANK, DEFAULT_REFINE_STEPS, RefineMethod
from portal.datasets import require_format
from portal.errors import PortalError
from portal.portal import Portal
from portal.refinement import Refinement, RefinementRequest
from refusal import refusal
from settings import Settings
from storage.exports import destination
from storage.exports.formats import WRITERS, ExportFormat

cli = typer.Typer()


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
    portal = compose_portal(load_settings())
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
    rank: Annotated[int, typer.Option(help="Rank of the adapter.")] = DEFAULT_RANK,
    max_steps: Annotated[int, typer.Option(help="Optimizer steps, at most.")] = DEFAULT_REFINE_STEPS,
) -> None:
    """Refine a model version on a frozen dataset: what comes of it is a candidate.

    A running studio's workers do it between clips. Without one this command does it itself; cut short, it is gone on
    with by the next studio that starts.
    """
    settings = load_settings()
    portal = compose_portal(settings)
    try:
        offer_models(portal, settings)
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


def _refined(settings: Settings, portal: Portal, refinement_id: str) -> Refinement | None:
    """Work in this process until a refinement has ended; None where a worker of a running studio does it."""

    def watch(is_leaving: threading.Event) -> None:
        with tqdm(desc="Refining", unit=" steps", disable=None) as bar:
            while not is_leaving.wait(1.0):
                refinement = portal.refinements.get(None, refinement_id)
                bar.update(refinement.step - bar.n)
                if refinement.status.is_final:
                    return

    if not work_while(settings, portal, watch):
        return None
    return portal.refinements.get(None, refinement_id)
