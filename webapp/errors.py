"""Refusals as HTTP: which status each class of portal error has, and the one shape all error bodies share.

`{"error": {"code", "message"}}`, whether the portal refused, the JSON did not parse or the path does not exist.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from portal.errors import (
    Conflict,
    Forbidden,
    InvalidRequest,
    NotFound,
    NotSignedIn,
    PortalError,
    TooMuch,
    Unavailable,
)

STATUS: Mapping[type[PortalError], HTTPStatus] = {
    InvalidRequest: HTTPStatus.UNPROCESSABLE_ENTITY,
    NotSignedIn: HTTPStatus.UNAUTHORIZED,
    Forbidden: HTTPStatus.FORBIDDEN,
    NotFound: HTTPStatus.NOT_FOUND,
    Conflict: HTTPStatus.CONFLICT,
    TooMuch: HTTPStatus.TOO_MANY_REQUESTS,
    Unavailable: HTTPStatus.SERVICE_UNAVAILABLE,
}

INTERNAL_MESSAGE = "Something broke on the server. What happened is in its log; try again, or tell a maintainer."


def error_response(status: int, code: str, message: str, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """The one shape of all error bodies."""
    return JSONResponse({"error": {"code": code, "message": message}}, status, headers)


def portal_error_response(error: PortalError) -> JSONResponse:
    """A refusal of the portal with its status."""
    headers = {}
    if isinstance(error, TooMuch):
        headers["Retry-After"] = str(error.retry_after_seconds)
    if isinstance(error, NotSignedIn):
        headers["WWW-Authenticate"] = "Bearer"
    return error_response(STATUS[type(error)], error.code, error.message, headers)


def install(app: FastAPI) -> None:
    """Give `app` the error shape for everything that can go wrong in it."""
    app.add_exception_handler(PortalError, _on_portal_error)
    app.add_exception_handler(RequestValidationError, _on_validation_error)
    app.add_exception_handler(HTTPException, _on_http_exception)
    app.add_exception_handler(Exception, _on_fault)


def _on_portal_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, PortalError)  # noqa: S101 - registered for this class alone
    return portal_error_response(error)


def _on_http_exception(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this class alone
    status = HTTPStatus(error.status_code)
    message = error.detail if error.detail != status.phrase else f"{status.phrase}: {request.method} {request.url.path}"
    return error_response(status, status.name.lower(), message, error.headers)


def _on_fault(request: Request, error: Exception) -> Response:
    # Starlette raises the exception again after this answer, so the server logs it with its traceback.
    return error_response(HTTPStatus.INTERNAL_SERVER_ERROR, "internal", INTERNAL_MESSAGE)


def _on_validation_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for this class alone
    return error_response(HTTPStatus.UNPROCESSABLE_ENTITY, InvalidRequest.code, validation_sentence(error.errors()))


def validation_sentence(problems: Sequence[Mapping[str, Any]]) -> str:
    """Pydantic's findings as sentences for people. Never repeats the input: it may be megabytes, or not be text.

    >>> validation_sentence([{"type": "missing", "loc": ("body", "overall"), "msg": "Field required"}])
    'Field “overall” is missing.'
    """
    shown = [_sentence(problem) for problem in problems[:3]]
    if len(problems) > len(shown):
        shown.append(f"And {len(problems) - len(shown)} more.")
    return " ".join(shown)


def _sentence(problem: Mapping[str, Any]) -> str:
    kind, message = problem["type"], str(problem["msg"])
    place = ".".join(str(part) for part in problem["loc"][1:])
    if kind == "json_invalid":
        return f"The request body is not valid JSON: {problem['ctx']['error']} at character {place}."
    if not place:
        return f"The request body does not fit: {_plain(message)}. Send one JSON object as documented at /api/docs."
    if kind == "missing":
        return f"Field “{place}” is missing."
    if kind == "extra_forbidden":
        return f"Field “{place}” is not known here. See /api/docs for the fields there are."
    return f"Field “{place}” does not fit: {_plain(message)}."


def _plain(message: str) -> str:
    """Pydantic's message without its technical opening."""
    message = message.removeprefix("Value error, ").removesuffix(".")
    return message[:1].lower() + message[1:]
