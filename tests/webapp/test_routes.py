"""The golden matrix: what each route answers to everybody, and that nobody reaches what is another's."""

from __future__ import annotations

import os
from pathlib import Path

from tests.webapp.conftest import Web, build_app
from tests.webapp.every_route import every_route
from tests.webapp.route_matrix import ASKERS, Line, Matrix, table

GOLDEN = Path(__file__).with_name("routes.golden.txt")
HOW = (
    "Look at each answer whether it is the right one, then write them down with\n"
    "    WRITE_ROUTES=1 python -m pytest tests/webapp/test_routes.py\n"
    "and read the difference before it is committed. A body that a route needs goes into JSON_BODIES, what its path "
    "names into Subjects, both in tests/webapp/route_matrix.py."
)
OWN = ("{clip_id}", "{comment_id}", "{comparison_id}", "{token_id}", "{upload_id}")
"""What paths name that is one member's own. Of datasets, invites and members no artist learns anything."""


def test_every_route_answers_everybody_as_the_golden_file_says(web: Web) -> None:
    matrix = Matrix(web)
    lines = [matrix.line(*route) for route in sorted(set(every_route(build_app(web.room, web.settings).routes)))]
    if os.environ.get("WRITE_ROUTES"):
        GOLDEN.write_text(table(lines))

    golden = set(GOLDEN.read_text().splitlines())
    found = table(lines).splitlines()
    routes = {tuple(line.split()[:2]) for line in golden}
    fresh = [line for line in found[1:] if tuple(line.split()[:2]) not in routes]
    assert not fresh, "These routes are not in routes.golden.txt:\n" + "\n".join([found[0], *fresh]) + f"\n{HOW}"
    other = sorted(line for line in golden ^ set(found) if line.strip())
    assert not other, "These answers differ from routes.golden.txt:\n" + "\n".join(other) + f"\n{HOW}"

    _nobody_reaches_what_is_anothers(lines)


def _nobody_reaches_what_is_anothers(lines: list[Line]) -> None:
    """Whatever the golden file says."""
    for line in lines:
        if any(name in line.template for name in OWN):
            answers = dict(zip(ASKERS, line.statuses, strict=True))
            assert answers["anonymous"] == 401, line
            assert answers["artist"] not in (401, 404), line
            # 403 where the role itself is too low, so that it says nothing of the clip.
            assert answers["other artist"] in ((404, 403) if answers["artist"] == 403 else (404,)), line
