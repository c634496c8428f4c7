"""Dailies' command line.

`python app.py` opens the studio; `python app.py --help` lists the rest.
"""

import typer

from commands import datasets, demo, papercut, people, studio

cli = typer.Typer(
    help="Dailies: a studio where invited artists turn prompts into video and judge what comes back.",
    no_args_is_help=False,
    pretty_exceptions_enable=False,
    add_completion=False,
)
for part in (studio, people, datasets, demo, papercut):
    cli.add_typer(part.cli)


@cli.callback(invoke_without_command=True)
def default(context: typer.Context) -> None:
    """Open the studio when no command is given."""
    if context.invoked_subcommand is None:
        studio.serve()


if __name__ == "__main__":
    cli()
