"""What the studio page sends with Generate, read: somebody's seed, shots and a beginning from the page's script.

Knows no Gradio and no portal room.
"""

from __future__ import annotations

from pydantic import StrictStr, TypeAdapter, ValidationError

from portal.errors import InvalidRequest
from portal.shot import AskedShot
from webapp.api_schemas import Body
from webapp.clip_schemas import ShotBody

SHOTS = TypeAdapter(list[ShotBody])


def parse_seed(written: str) -> int | None:
    """The seed someone wrote; None when the field is empty.

    Raises:
        InvalidRequest: it is no whole number.
    """
    digits = written.strip()
    if not digits:
        return None
    if not (digits.isascii() and digits.isdecimal()):
        raise InvalidRequest(f"The seed {digits[:20]!r} is not a whole number. Write digits only, or leave it empty.")
    return int(digits)


def parse_shots(written: str) -> tuple[AskedShot, ...]:
    """The shots that the page's script sent along; none where it sent nothing.

    Raises:
        InvalidRequest: they are no list of shots.
    """
    if not written:
        return ()
    try:
        return tuple(AskedShot(shot.prompt, shot.seconds, shot.rewritten) for shot in SHOTS.validate_json(written))
    except ValidationError as error:
        raise InvalidRequest("The page sent shots that cannot be read. Reload the page and try again.") from error


class OpeningBody(Body):
    """What the page's script says of the beginning: a picture that was sent, or a clip to go on from."""

    upload: StrictStr | None = None
    extends: StrictStr | None = None


def parse_opening(written: str) -> OpeningBody:
    """What the page's script sent along of the beginning.

    Raises:
        InvalidRequest: it cannot be read.
    """
    try:
        return OpeningBody.model_validate_json(written or "{}")
    except ValidationError as error:
        raise InvalidRequest("The page sent a beginning that cannot be read. Reload the page and try again.") from error
