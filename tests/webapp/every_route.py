"""Every route of the application, Gradio's below its mounts among them. Knows nothing of who may enter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fastapi.routing import RouteContext, iter_route_contexts
from starlette.routing import BaseRoute, Mount


def every_route(routes: Sequence[BaseRoute | RouteContext], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Every (method, path template) of an application, with those of included routers and mounted applications."""
    for context in iter_route_contexts(routes):
        route = context.original_route
        if isinstance(route, Mount):
            yield from every_route(route.routes, prefix + route.path)
        else:
            for method in context.methods or ():
                yield method, prefix + (context.path or "")
