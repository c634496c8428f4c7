"""Who may do what: one table, asked by every room of the portal. Knows no storage.

Artists see and change their own clips. Curators and maintainers see all clips, because judging them is their work; the
page where an artist joins says so. A clip that its owner shares is seen, rated and commented on by every member, with
all that belongs to it; nobody but the owner shares it or takes it back. A comment is taken away by whoever wrote it
alone. A clip that a member may not see does not exist for them: `NotFound`. Nobody compares a clip of their own with
another. A picture that a member sent is theirs alone, whatever the role of whoever asks; the still that a clip was made
from is seen by whoever sees the clip.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Protocol

from portal.errors import Forbidden, NotFound
from storage.words import Role


class Asker(Protocol):
    """Whoever asks: an id and a role."""

    @property
    def id(self) -> str:
        """The member's id."""
        ...

    @property
    def role(self) -> Role:
        """The member's role."""
        ...


class Possession(Protocol):
    """What belongs to a member and may be shared: a clip."""

    @property
    def id(self) -> str:
        """The clip's id."""
        ...

    @property
    def member_id(self) -> str:
        """The owner's id."""
        ...

    @property
    def shared_at(self) -> datetime | None:
        """Since when every member may see it; None is not shared."""
        ...


class Action(StrEnum):
    """What can be asked for. The value completes the sentence 'may not …'."""

    PREVIEW_PROMPT = "have prompts rewritten"
    REQUEST_CLIP = "request clips"
    UPLOAD_STILL = "send pictures to begin clips with"
    SEE_LIBRARY = "see the library"
    SEE_ANY_CLIP = "see other members' clips"
    RATE_CLIP = "rate clips"
    COMPARE_CLIPS = "compare clips"
    COMMENT_ON_CLIP = "comment on clips"
    SEE_RATINGS = "see what others said of a clip"
    SEE_FIGURES = "see the review page"
    REVIEW_CLIP = "decide which clips enter datasets"
    MAKE_DATASET = "make or export datasets"
    MANAGE_MODELS = "refine and promote models"
    INVITE = "invite people"
    MANAGE_MEMBERS = "see or change who is a member"
    SEE_AUDIT_LOG = "see the audit log"


LEAST_ROLE: dict[Action, Role] = {
    Action.PREVIEW_PROMPT: Role.ARTIST,
    Action.REQUEST_CLIP: Role.ARTIST,
    Action.UPLOAD_STILL: Role.ARTIST,
    Action.SEE_LIBRARY: Role.ARTIST,
    Action.SEE_ANY_CLIP: Role.CURATOR,
    Action.RATE_CLIP: Role.ARTIST,
    Action.COMPARE_CLIPS: Role.ARTIST,
    Action.COMMENT_ON_CLIP: Role.ARTIST,
    Action.SEE_RATINGS: Role.CURATOR,
    Action.SEE_FIGURES: Role.CURATOR,
    Action.REVIEW_CLIP: Role.CURATOR,
    Action.MAKE_DATASET: Role.MAINTAINER,
    Action.MANAGE_MODELS: Role.MAINTAINER,
    Action.INVITE: Role.MAINTAINER,
    Action.MANAGE_MEMBERS: Role.MAINTAINER,
    Action.SEE_AUDIT_LOG: Role.MAINTAINER,
}


def allows(asker: Asker, action: Action) -> bool:
    """Whether the asker's role includes the action."""
    return asker.role.includes(LEAST_ROLE[action])


def require(asker: Asker, action: Action) -> None:
    """Let the asker past, or raise.

    Raises:
        Forbidden: the role does not include the action.
    """
    if not allows(asker, action):
        raise Forbidden(
            f"Your role is {asker.role}, and an {asker.role} may not {action}. Ask a maintainer for the role "
            f"{LEAST_ROLE[action]} if you need it."
            if asker.role is Role.ARTIST
            else f"Your role is {asker.role}, and a {asker.role} may not {action}. That needs the role "
            f"{LEAST_ROLE[action]}."
        )


def require_sight(asker: Asker, clip: Possession) -> None:
    """Let the asker see a clip, or pretend that there is none.

    Raises:
        NotFound: it is somebody else's and not shared, and the asker is no curator.
    """
    if asker.id != clip.member_id and not _is_open_to_others(asker, clip):
        raise no_such_clip(clip.id)


def may_compare(asker: Asker, clip: Possession) -> bool:
    """Whether the asker may vote on pairs with this clip: it is somebody else's, and the asker may see it."""
    return asker.id != clip.member_id and _is_open_to_others(asker, clip) and allows(asker, Action.COMPARE_CLIPS)


def _is_open_to_others(asker: Asker, clip: Possession) -> bool:
    return clip.shared_at is not None or allows(asker, Action.SEE_ANY_CLIP)


def require_ownership(asker: Asker, clip: Possession, deed: str) -> None:
    """Let the asker change a clip. `deed` completes the sentence 'only the artist who asked for it can …'.

    Raises:
        NotFound: the asker may not even see it.
        Forbidden: the asker may see it, but it is somebody else's.
    """
    require_sight(asker, clip)
    if asker.id != clip.member_id:
        raise Forbidden(f"This clip belongs to somebody else; only the artist who asked for it can {deed}.")


def no_such_clip(clip_id: str) -> NotFound:
    """The same words for a clip that never was and for one the asker may not see."""
    return NotFound(f"There is no clip {clip_id[:64]!r} among the ones you can see.")
