"""What every route answers to everybody: real requests, each to something fresh that belongs to the artist.

Knows how to fill a path and a body in, not which answers are right: those stand in `routes.golden.txt`.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import httpx

from model.spec import RefineMethod
from portal.dataset_filter import DatasetFilter
from portal.members import Member
from portal.moments import now
from portal.refinement import RefinementRequest
from storage import clips as clip_rows
from storage.media import MediaKind
from storage.words import ReviewDecision, Role
from tests.conftest import Room
from tests.portal.refined_version import refined_version
from tests.portal.shared_takes import offer_two_models, take
from tests.stills import clouds, picture_file
from tests.webapp.conftest import Web

ASKERS = ("anonymous", "artist", "other artist", "curator", "maintainer")
"""The columns. What a path names belongs to the artist and is shared with nobody."""

ENDLESS_SECONDS = 30
PASSWORD = "a long password"
SHOT = {"prompt": "a red car", "seconds": 2.0}

JSON_BODIES: Mapping[str, object] = {
    "POST /api/v1/clips": {"prompt": "a red car", "seconds": 2.0},
    "PATCH /api/v1/clips/{clip_id}": {"shared": False},
    "POST /api/v1/clips/{clip_id}/comments": {"at_seconds": 0.5, "text": "here"},
    "PUT /api/v1/clips/{clip_id}/rating": {"overall": 4},
    "PUT /api/v1/clips/{clip_id}/review": {"decision": "approved"},
    "POST /api/v1/comparisons/{comparison_id}": {"verdict": "tie"},
    "PATCH /api/v1/account": {"craft": "designer"},
    "PUT /api/v1/account/password": {"current": "a wrong password", "new": PASSWORD},
    "POST /api/v1/account/tokens": {"name": "a program"},
    "POST /api/v1/datasets": {"name": "all", "filters": {}},
    "POST /api/v1/datasets/preview": {"filters": {}},
    "POST /api/v1/invites": {"role": "artist"},
    "PATCH /api/v1/members/{member_id}": {"role": "curator"},
    "POST /api/v1/prompts": {"shots": [SHOT]},
    "POST /api/v1/clips/{clip_id}/variations": {"count": 1},
    "POST /api/v1/models/{name}/refine": {"dataset": "0" * 64, "method": "rwr"},
    "POST /api/v1/models/{name}/prove": {"prompts": ["a dog"]},
    "POST /api/v1/models/{name}/promote": {"traffic_percent": 0},
}
"""By route: a body that would be taken from whoever may send it. Without one a route says 422 to them."""


@dataclass(frozen=True)
class Line:
    """One route and what it answers, in the order of `ASKERS`."""

    method: str
    template: str
    statuses: tuple[int, ...]

    def written(self, width: int) -> str:
        """The line of the golden file."""
        cells = "".join(f"{status:>{len(asker) + 2}}" for asker, status in zip(ASKERS, self.statuses, strict=True))
        return f"{self.method:<7} {self.template:<{width}}{cells}"


def table(lines: Iterable[Line]) -> str:
    """The golden file."""
    ordered = sorted(lines, key=lambda line: (line.template, line.method))
    width = max(len(line.template) for line in ordered)
    head = f"{'':<7} {'':<{width}}" + "".join(f"  {asker}" for asker in ASKERS)
    return "\n".join([head, *(line.written(width) for line in ordered)]) + "\n"


class Matrix:
    """Asks as everybody.

    Args:
        web: a server over a room in which nothing has happened yet.
    """

    def __init__(self, web: Web) -> None:
        self._room = web.room
        # A proxy's header, because what comes from this very machine may read the metrics.
        forwarded = {"X-Forwarded-For": "203.0.113.7"}
        members = (None, web.room.artist, web.room.other_artist, web.room.curator, web.room.maintainer)
        self._clients = [_client(web, member, forwarded) for member in members]
        self._subjects = Subjects(web.room)

    def line(self, method: str, template: str) -> Line:
        """Ask one route as everybody."""
        statuses = []
        for client in self._clients:
            path = self._subjects.path(template)
            body = JSON_BODIES.get(f"{method} {template}")
            content = picture_file(clouds()) if (method, template) == ("POST", "/api/v1/uploads") else None
            form = _join_form() if method == "POST" and template.startswith("/join/") else None
            # Only the head is waited for: some routes stream until the asker hangs up.
            with client.stream(method, path, json=body, data=form, content=content, timeout=ENDLESS_SECONDS) as answer:
                statuses.append(answer.status_code)
        return Line(method, template, tuple(statuses))


class Subjects:
    """What paths name. Fresh for each request, because some requests use it up."""

    def __init__(self, room: Room) -> None:
        self._room = room
        offer_two_models(room)
        # One thing of each kind that lists and queues can find, whoever asks first.
        rated = take(room, room.artist, "rated", shared=False)
        room.portal.ratings.rate(room.artist, rated, 4)
        self._dataset = room.portal.datasets.freeze(room.maintainer, "of the artist", DatasetFilter()).id
        self._comparison()
        self._makers: Mapping[str, Callable[[], str]] = {
            "clip_id": self._clip,
            "comparison_id": self._comparison,
            "dataset_id": lambda: self._dataset,
            "invite_id": self._invite,
            "member_id": self._member,
            "token": self._token,
            "token_id": lambda: self._room.portal.profiles.make_token(self._room.artist, "a program")[0].id,
            "table": lambda: "models",
            "side": lambda: "left",
            "sequence": lambda: "2",
            "upload_id": self._upload,
            "name": self._version,
            "refinement_id": self._refinement,
        }

    def path(self, template: str) -> str:
        """A path of the template that names something of the artist's."""
        clip_id = self._clip() if "{comment_id}" in template else None

        def filled(parameter: re.Match[str]) -> str:
            name = parameter[1].partition(":")[0]
            if clip_id is not None and name == "clip_id":
                return clip_id
            if clip_id is not None and name == "comment_id":
                return self._room.portal.comments.add(self._room.artist, clip_id, 0.5, "here").id
            return self._makers.get(name, lambda: "1")()

        return re.sub(r"\{([^}]*)\}", filled, template)

    def _clip(self) -> str:
        clip_id = take(self._room, self._room.artist, "unshared", shared=False)
        preview = self._room.media.keep_bytes(MediaKind.PICTURE, b"preview")
        with self._room.portal.database.writing() as session:
            row = clip_rows.by_id(session, clip_id)
            assert row is not None
            row.first_frame_sha256 = preview.sha256
            clip_rows.add_event(session, row, now(), preview.sha256)
        self._room.portal.ratings.rate(self._room.artist, clip_id, 4)
        self._room.portal.reviews.decide(self._room.curator, clip_id, ReviewDecision.APPROVED)
        return clip_id

    def _comparison(self) -> str:
        prompt = uuid.uuid4().hex
        for model in ("tiny", "grand"):
            take(self._room, self._room.other_artist, prompt, model=model)
        pair = self._room.portal.arena.next(self._room.artist)
        assert pair is not None
        return pair.id

    def _invite(self) -> str:
        self._token()
        return self._room.portal.people.open_invites(self._room.maintainer)[0].id

    def _token(self) -> str:
        return self._room.portal.members.invite(self._room.maintainer, Role.ARTIST)

    def _upload(self) -> str:
        return self._room.portal.stills.upload(self._room.artist, picture_file(clouds())).id

    def _version(self) -> str:
        return refined_version(self._room, f"tiny-{uuid.uuid4().hex[:20]}")

    def _refinement(self) -> str:
        wanted = RefinementRequest(self._dataset, RefineMethod.RWR)
        return self._room.portal.refinements.begin(self._room.maintainer, wanted).id

    def _member(self) -> str:
        email = f"{uuid.uuid4().hex}@example.org"
        return self._room.portal.members.add(email, "New", Role.ARTIST, consents_to_training=False)[0].id


def _client(web: Web, member: Member | None, headers: Mapping[str, str]) -> httpx.Client:
    client = web.anonymous() if member is None else web.program(member)
    client.headers.update(headers)
    return client


def _join_form() -> dict[str, str]:
    return {"email": f"{uuid.uuid4().hex}@example.org", "name": "New", "password": PASSWORD}
