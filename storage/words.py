"""The closed sets of the glossary: words that rows, requests and pages share. Knows nothing else."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a member may do; each role may do what the ones before it may."""

    ARTIST = "artist"
    CURATOR = "curator"
    MAINTAINER = "maintainer"

    def includes(self, other: Role) -> bool:
        """Whether this role may do everything `other` may."""
        order = list(Role)
        return order.index(self) >= order.index(other)


class Craft(StrEnum):
    """What a member does for a living, or would like to."""

    VISUAL_ARTIST = "visual artist"
    DESIGNER = "designer"
    FILMMAKER = "filmmaker"
    OTHER = "other"


class ClipStatus(StrEnum):
    """Where a clip is on its way: `queued → rendering → ready`, or one of the two unhappy ends."""

    QUEUED = "queued"
    RENDERING = "rendering"
    READY = "ready"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_final(self) -> bool:
        """Whether nothing more will happen to the clip by itself."""
        return self not in (ClipStatus.QUEUED, ClipStatus.RENDERING)


class LibraryOrder(StrEnum):
    """What the library shows first."""

    NEWEST = "newest"
    BEST = "best"


class RatingAspect(StrEnum):
    """What a rating may judge apart from the whole, named as in VideoScore / VideoFeedback."""

    VISUAL_QUALITY = "visual_quality"
    TEMPORAL_CONSISTENCY = "temporal_consistency"
    DYNAMIC_DEGREE = "dynamic_degree"
    TEXT_ALIGNMENT = "text_alignment"
    FACTUAL_CONSISTENCY = "factual_consistency"


class ComparisonVerdict(StrEnum):
    """What a member says of two films that stand side by side."""

    LEFT = "left"
    RIGHT = "right"
    TIE = "tie"
    BOTH_BAD = "both_bad"


class ReviewDecision(StrEnum):
    """What a curator decides on a clip: whether datasets may take it."""

    APPROVED = "approved"
    EXCLUDED = "excluded"


class Side(StrEnum):
    """Where a film of a comparison stands."""

    LEFT = "left"
    RIGHT = "right"


class DefectTag(StrEnum):
    """What may be wrong with a clip, in words that people say. A rating names any of them; rows keep the values, so a
    value is never reused for something else."""

    FLICKER = "flicker"
    BLUR = "blur"
    MORPHING = "morphing"
    EXTRA_LIMBS = "extra limbs"
    FROZEN = "frozen"
    IMPOSSIBLE_MOTION = "impossible motion"
    WRONG_SUBJECT = "wrong subject"
    WRONG_COLOUR = "wrong colour"
    WRONG_PLACE = "wrong place"
    WRONG_CAMERA = "wrong camera"
    SOMETHING_MISSING = "something missing"
    SUBJECT_CHANGES = "subject changes"


class AuditAction(StrEnum):
    """What the audit log tells of."""

    INVITE_MADE = "invite_made"
    INVITE_REVOKED = "invite_revoked"
    INVITE_USED = "invite_used"
    MEMBER_ADDED = "member_added"
    IDENTITY_LINKED = "identity_linked"
    ROLE_CHANGED = "role_changed"
    MEMBER_DISABLED = "member_disabled"
    MEMBER_ENABLED = "member_enabled"
    QUOTA_CHANGED = "quota_changed"
    PROFILE_CHANGED = "profile_changed"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105
    SIGNED_OUT_ELSEWHERE = "signed_out_elsewhere"
    API_TOKEN_MADE = "api_token_made"  # noqa: S105
    API_TOKEN_REVOKED = "api_token_revoked"  # noqa: S105
    DATASET_FROZEN = "dataset_frozen"
    CLIP_REVIEWED = "clip_reviewed"
    REFINEMENT_BEGUN = "refinement_begun"
    VERSION_PROMOTED = "version_promoted"
    VERSION_RETIRED = "version_retired"


class ModelStatus(StrEnum):
    """Where a model version stands."""

    CANDIDATE = "candidate"
    LIVE = "live"
    RETIRED = "retired"


class RefinementStatus(StrEnum):
    """Where a refinement is on its way: `queued → learning → done`, or one of the two unhappy ends."""

    QUEUED = "queued"
    LEARNING = "learning"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_final(self) -> bool:
        """Whether nothing more will happen to it."""
        return self not in (RefinementStatus.QUEUED, RefinementStatus.LEARNING)
