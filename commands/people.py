"""The commands about people: members, invites and API tokens, without a browser."""

from __future__ import annotations

from typing import Annotated

import typer

from composition import compose_portal, load_settings
from portal.errors import PortalError
from refusal import refusal
from storage.words import Role

cli = typer.Typer()
member_cli = typer.Typer(help="Members, without a browser.", no_args_is_help=True)
cli.add_typer(member_cli, name="member")


@member_cli.command("add")
def add_member(
    email: Annotated[str, typer.Option(help="E-mail address to sign in with.")],
    name: Annotated[str, typer.Option(help="Name that other members see.")],
    role: Annotated[Role, typer.Option(help="What the member may do.")] = Role.ARTIST,
    consent: Annotated[bool, typer.Option(help="Record consent to training use.")] = True,
) -> None:
    """Make a member, and print the single-use link with which they set a password for the browser."""
    settings = load_settings()
    portal = compose_portal(settings)
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
    settings = load_settings()
    portal = compose_portal(settings)
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
    portal = compose_portal(load_settings())
    try:
        typer.echo(portal.members.make_api_token(email))
    except PortalError as error:
        raise refusal(error.message) from error
    finally:
        portal.close()
