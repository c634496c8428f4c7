"""The pages that are not Gradio's: Jinja2 templates with autoescape. Knows where templates and assets lie."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

FOLDER = Path(__file__).parent
ASSETS = FOLDER / "assets"

# StrictUndefined: a name misspelt in a template is an error in its test, not a blank on the page.
_templates = Environment(
    loader=FileSystemLoader(FOLDER / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)


def markup(template: str, values: Mapping[str, object] | None = None) -> str:
    """The template with its values escaped and filled in."""
    return _templates.get_template(template).render(values or {})


def page(template: str, values: Mapping[str, object] | None = None, status: HTTPStatus = HTTPStatus.OK) -> HTMLResponse:
    """A whole page. Browsers keep no copy: what it shows is for whoever is signed in now."""
    return HTMLResponse(markup(template, values), status, {"Cache-Control": "no-store"})
