"""The HTTP API of comments: words pinned to moments of clips. Parse, ask the portal, answer. Knows no policy."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import Field, StrictStr

from portal.comment import Comment
from portal.comments import MAX_COMMENT_CHARACTERS
from portal.members import Member
from portal.portal import Portal
from webapp.api import COMMON
from webapp.api_schemas import Answer, Body, ErrorAnswer
from webapp.session import CurrentMember

Refusals = dict[int | str, dict[str, Any]]

NOT_FOUND: Refusals = {HTTPStatus.NOT_FOUND: {"model": ErrorAnswer, "description": HTTPStatus.NOT_FOUND.phrase}}
FORBIDDEN: Refusals = {HTTPStatus.FORBIDDEN: {"model": ErrorAnswer, "description": HTTPStatus.FORBIDDEN.phrase}}
CONFLICT: Refusals = {HTTPStatus.CONFLICT: {"model": ErrorAnswer, "description": HTTPStatus.CONFLICT.phrase}}


class CommentOrder(Body):
    """Words for a moment of a clip."""

    at_seconds: Annotated[float, Field(strict=True, allow_inf_nan=False, description="From 0 to the clip's length.")]
    text: StrictStr = Field(description=f"1 to {MAX_COMMENT_CHARACTERS:,} characters, kept as they are.")


class CommentAnswer(Answer):
    """Words pinned to a moment of a clip. `frame` is what is on the screen then; the first frame is 1."""

    id: str
    clip_id: str
    member_id: str
    member_name: str
    is_mine: bool
    at_seconds: float
    frame: int
    text: str
    created_at: datetime

    @classmethod
    def of(cls, comment: Comment, asker: Member) -> CommentAnswer:
        """From the portal's view, for whoever asks."""
        fields = {name: getattr(comment, name) for name in cls.model_fields if name != "is_mine"}
        return cls.model_validate({**fields, "is_mine": comment.member_id == asker.id})


class CommentsAnswer(Answer):
    """All comments on one clip, in the order of the film."""

    comments: list[CommentAnswer]


def comments_router(portal: Portal) -> APIRouter:
    """Routes for whoever may see a clip."""
    router = APIRouter(**COMMON, tags=["comments"])

    @router.post("/clips/{clip_id}/comments", status_code=HTTPStatus.CREATED, responses=NOT_FOUND | CONFLICT)
    def add_comment(clip_id: str, order: CommentOrder, member: CurrentMember) -> CommentAnswer:
        """Pin words to a moment of a ready clip. Everybody who may see the clip reads them, with your name."""
        return CommentAnswer.of(portal.comments.add(member, clip_id, order.at_seconds, order.text), member)

    @router.get("/clips/{clip_id}/comments", responses=NOT_FOUND)
    def list_comments(clip_id: str, member: CurrentMember) -> CommentsAnswer:
        """What was said of which moment of a clip, in the order of the film."""
        comments = portal.comments.on(member, clip_id)
        return CommentsAnswer(comments=[CommentAnswer.of(comment, member) for comment in comments])

    @router.delete("/clips/{clip_id}/comments/{comment_id}", responses=FORBIDDEN | NOT_FOUND)
    def delete_comment(clip_id: str, comment_id: str, member: CurrentMember) -> CommentAnswer:
        """Take a comment of yours away, for good."""
        return CommentAnswer.of(portal.comments.delete(member, clip_id, comment_id), member)

    return router
