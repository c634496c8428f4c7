"""What operators and their programs look at: `/healthz` and `/metrics`. Knows counts, no clips and no people.

`/metrics` speaks the Prometheus text format. The gate opens it to maintainers and to programs on the same machine.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from http import HTTPStatus

from fastapi import APIRouter
from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from portal.errors import Unavailable
from portal.portal import Portal

LATENCY_BUCKETS_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Measures:
    """The counters of one running application, apart from those of any other in the same process."""

    def __init__(self, portal: Portal) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "dailies_http_requests", "Requests answered.", ("method", "route", "status"), registry=self.registry
        )
        self.seconds_to_answer = Histogram(
            "dailies_http_seconds_to_answer",
            "Seconds until the head of the answer was sent; streams go on after that.",
            ("route",),
            buckets=LATENCY_BUCKETS_SECONDS,
            registry=self.registry,
        )
        self.registry.register(_ClipCounts(portal))


class _ClipCounts(Collector):
    """How many clips are in each status, counted in the database when somebody looks."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal

    def describe(self) -> Iterator[Metric]:
        """The names alone, so that registering asks no database."""
        yield GaugeMetricFamily("dailies_clips", "Clips by status.", labels=["status"])

    def collect(self) -> Iterator[Metric]:
        """The counts as of now."""
        gauge = GaugeMetricFamily("dailies_clips", "Clips by status.", labels=["status"])
        for status, count in self._portal.clips.counts_by_status().items():
            gauge.add_metric([status.value], count)
        yield gauge


class RequestMeter:
    """ASGI middleware that counts answers by route template, never by path: paths are endless."""

    def __init__(self, app: ASGIApp, measures: Measures) -> None:
        self._app = app
        self._measures = measures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and note when and how it was answered."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        status = HTTPStatus.INTERNAL_SERVER_ERROR.value  # what the server answers when no head was ever sent

        def note() -> None:
            route = _route_name(scope)
            self._measures.requests.labels(scope["method"], route, str(status)).inc()
            self._measures.seconds_to_answer.labels(route).observe(time.perf_counter() - began)

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                note()
            await send(message)

        try:
            await self._app(scope, receive, noting)
        except Exception:
            note()
            raise


def _route_name(scope: Scope) -> str:
    """The template of the route that matched, or what stands for all paths that none did."""
    template = getattr(scope.get("route"), "path", None)
    mount = scope.get("root_path") or ""
    if isinstance(template, str):
        return mount + template
    return f"{mount}/*" if mount else "(none)"


def health_router(portal: Portal, measures: Measures) -> APIRouter:
    """Routes for operators."""
    router = APIRouter(include_in_schema=False)

    @router.api_route("/healthz", methods=["GET", "HEAD"])
    def healthz() -> Response:
        if not portal.is_healthy():
            raise Unavailable("The database does not answer. Look at the server's log and at the database itself.")
        return JSONResponse({"status": "ok"}, headers={"Cache-Control": "no-store"})

    @router.get("/metrics")
    def metrics() -> Response:
        return Response(generate_latest(measures.registry), media_type=CONTENT_TYPE_LATEST)

    return router
