"""The tables, declared once, by what they are about. Knows columns and constraints, no queries and no rules.

Times are UTC. Free text that people wrote is `Text`, stored byte for byte. Secrets (session cookies, API tokens, invite
links) are stored as the SHA-256 of what was handed out, so that a stolen database opens no door.
"""

from storage.tables.clips import ClipEventRow, ClipRow, LibraryEntryRow, UploadRow
from storage.tables.columns import Table, UTCDateTime
from storage.tables.installation import SecretRow
from storage.tables.judgements import CommentRow, ComparisonRow, RatingRow, RatingTallyRow, ReviewRow
from storage.tables.people import (
    ApiTokenRow,
    AuditEntryRow,
    IdentityRow,
    InviteRow,
    MemberRow,
    SessionRow,
    SignInTryRow,
)
from storage.tables.versions import DatasetRow, ModelVersionRow, RefinementRow

__all__ = [
    "ApiTokenRow",
    "AuditEntryRow",
    "ClipEventRow",
    "ClipRow",
    "CommentRow",
    "ComparisonRow",
    "DatasetRow",
    "IdentityRow",
    "InviteRow",
    "LibraryEntryRow",
    "MemberRow",
    "ModelVersionRow",
    "RatingRow",
    "RatingTallyRow",
    "RefinementRow",
    "ReviewRow",
    "SecretRow",
    "SessionRow",
    "SignInTryRow",
    "Table",
    "UTCDateTime",
    "UploadRow",
]
