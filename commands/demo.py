"""The command that fills an empty installation, so that every page can be looked at alive."""

from __future__ import annotations

import typer

from composition import compose_portal, load_settings, offer_models, work_while
from portal.errors import PortalError
from refusal import refusal
from storage.words import Role

cli = typer.Typer()


@cli.command()
def demo() -> None:
    """Fill an empty installation, so that every page is alive: made-up members, real clips, simulated judgements.

    Takes a minute or two. Refuses where real members are, and goes on where it was stopped.
    """
    from demo.filling import fill, gather

    settings = load_settings()
    portal = compose_portal(settings)
    try:
        offer_models(portal, settings)
        members = gather(portal)
        if not work_while(settings, portal, lambda _: fill(portal, members)):
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
