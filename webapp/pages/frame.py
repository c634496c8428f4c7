"""What all Gradio pages share: the head, the switches of the mount, who is asking. Knows no page in particular."""

from __future__ import annotations

from collections.abc import Sequence

import gradio as gr
from fastapi import FastAPI, Request

from portal.errors import NotSignedIn
from portal.members import Member
from webapp.session import SCOPE_KEY, current_member
from webapp.theme import house_theme

QUEUE_LIMIT = 256
"""Calls of our own handlers that may wait at once; each takes milliseconds, for clips never wait in this queue."""

CONCURRENT_CALLS = 16

COMMON_HEAD = """
<link rel="icon" href="/favicon.ico" type="image/svg+xml">
<meta name="theme-color" content="#12100e">
<link rel="stylesheet" href="/assets/tokens.css">
<link rel="stylesheet" href="/assets/dailies.css">
<link rel="stylesheet" href="/assets/gradio.css">
<script src="/assets/lights.js"></script>
<script type="module" src="/assets/dailies-reel.js"></script>
"""


def asker(request: gr.Request) -> Member:
    """The member whose browser called a handler.

    Raises:
        NotSignedIn: the call did not come through the gate.
    """
    if request.request is None:
        raise NotSignedIn("Nobody is signed in. Sign in and try again.")
    return current_member(request.request)


def mount(app: FastAPI, page: gr.Blocks, path: str, *, scripts: Sequence[str] = ()) -> None:
    """Put a page at `path`, with everything of Gradio switched off that the studio does not use."""
    page.queue(max_size=QUEUE_LIMIT, api_open=False, default_concurrency_limit=CONCURRENT_CALLS)
    own = "".join(f'<script type="module" src="/assets/{script}"></script>\n' for script in scripts)
    gr.mount_gradio_app(
        app,
        page,
        path=path,
        auth_dependency=_member_id,
        theme=house_theme(),
        head=COMMON_HEAD + own,
        footer_links=[],
        run_history=False,
        show_error=False,
        ssr_mode=False,
        enable_monitoring=False,
        mcp_server=False,
        max_file_size="1mb",
    )


def _member_id(request: Request) -> str | None:
    """Gradio's own second look at who is asking, after the gate's."""
    member = request.scope.get(SCOPE_KEY)
    return member.id if isinstance(member, Member) else None
