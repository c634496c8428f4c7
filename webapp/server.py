"""Puts the web application together: routes, pages, gate, meters. Knows what there is, not what it does."""

from __future__ import annotations

from fastapi import APIRouter, FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import Scope

from portal.portal import Portal
from settings import Settings
from webapp import errors
from webapp.api import api_routers
from webapp.api_docs import docs_router
from webapp.blind_media import blind_media_router
from webapp.comments_api import comments_router
from webapp.comparison_api import comparison_router
from webapp.datasets_api import datasets_router
from webapp.entrance import HOME, entrance_router
from webapp.estimates_api import estimates_router
from webapp.gate import Gate
from webapp.health import Measures, RequestMeter, health_router
from webapp.media import media_router
from webapp.openid_entrance import openid_router
from webapp.pages import account, datasets, frame, people, review, studio, versions
from webapp.pages.arena import arena_page
from webapp.pages.library import library_router
from webapp.people_api import people_router
from webapp.plain_pages import ASSETS
from webapp.profile_api import profile_router
from webapp.review_api import review_router
from webapp.uploads_api import uploads_router
from webapp.versions_api import versions_router

API_VERSION = "1"

MAX_BODY_BYTES = 1_000_000
"""Nothing that people or programs send is larger but pictures, whose route has its own limit. Films only go out."""


class Assets(StaticFiles):
    """Our own styles and scripts. Browsers ask whether theirs is still the newest, and mostly hear 304."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, to be kept but checked."""
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "no-cache"
        return response


def create_app(portal: Portal, settings: Settings) -> FastAPI:
    """The whole web application over one portal. Starts no workers and opens no port."""
    app = FastAPI(
        title="Dailies",
        version=API_VERSION,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        max_body_size=MAX_BODY_BYTES,
    )
    errors.install(app)
    measures = Measures(portal)
    for router in (
        *api_routers(portal),
        comparison_router(portal),
        comments_router(portal),
        uploads_router(portal),
        estimates_router(portal),
        review_router(portal),
        review.review_page(portal),
        people_router(portal, settings),
        people.people_page(settings),
        profile_router(portal, settings),
        account.account_page(),
        datasets_router(portal),
        datasets.datasets_page(portal),
        versions_router(portal),
        versions.versions_page(settings.prompt_limit_characters),
        docs_router(),
        entrance_router(portal, settings),
        openid_router(portal, settings),
        library_router(portal),
        arena_page(),
        media_router(portal),
        blind_media_router(portal),
        health_router(portal, measures),
        _small_files_router(),
    ):
        app.include_router(router)
    app.mount("/assets", Assets(directory=ASSETS))
    frame.mount(app, studio.studio_page(portal, settings.prompt_limit_characters), studio.PATH, scripts=["studio.js"])
    # Without a CORS middleware of ours Gradio adds its own, which lets other origins in.
    app.add_middleware(CORSMiddleware, allow_origins=[])
    app.add_middleware(Gate, portal=portal, settings=settings)
    # Added last, so outermost: what the gate turns away is counted too.
    app.add_middleware(RequestMeter, measures=measures)
    return app


def _small_files_router() -> APIRouter:
    """What browsers ask every site for."""
    router = APIRouter(include_in_schema=False)

    @router.get("/")
    def home() -> Response:
        return RedirectResponse(HOME)

    @router.api_route("/favicon.ico", methods=["GET", "HEAD"], response_model=None)
    def favicon() -> FileResponse:
        return FileResponse(ASSETS / "favicon.svg", media_type="image/svg+xml")

    @router.get("/manifest.json")
    def manifest() -> Response:
        icon = {"src": "/favicon.ico", "type": "image/svg+xml", "sizes": "any"}
        return JSONResponse({"name": "Dailies", "start_url": HOME, "display": "browser", "icons": [icon]})

    @router.get("/robots.txt")
    def robots() -> Response:
        return PlainTextResponse("User-agent: *\nDisallow: /\n")

    return router
