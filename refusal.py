"""How a command refuses: one sentence to the person, and a status that tells scripts."""

import typer


def refusal(sentence: str) -> typer.Exit:
    """Say why, and what to do; raise what comes back."""
    typer.echo(sentence, err=True)
    return typer.Exit(code=1)
