"""What answers under /api/memory: looking into the memory, and changing it by the person's own hand.

Nothing is forgotten at the first asking: a page asks what would go, shows it, and asks again with all of it.
"""

from __future__ import annotations

from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from os1.server.door import Door

_PAGE = 50
_MOST_LINES = 200
_MOST_IDS = 100_000
_LONGEST = 500
"""Characters of a query, an id or a value."""


def memory_routes(door: Door) -> list[Route]:
    """The routes for the memory behind `door`."""
    routes = MemoryRoutes(door)
    return [
        Route("/api/memory", routes.lines),
        Route("/api/memory/facts", routes.facts),
        Route("/api/memory/facts/{id}", routes.correct, methods=["PUT"]),
        Route("/api/memory/would-forget", routes.would_forget, methods=["POST"]),
        Route("/api/memory/forget", routes.forget, methods=["POST"]),
        Route("/api/memory/forget/{id}", routes.unforget, methods=["DELETE"]),
    ]


class MemoryRoutes:
    """One method a path."""

    def __init__(self, door: Door) -> None:
        self._door = door

    async def lines(self, request: Request) -> Response:
        given = request.query_params
        n = given.get("n", str(_PAGE))
        if not (n.isascii() and n.isdecimal()) or not 1 <= int(n) <= _MOST_LINES:
            raise HTTPException(400, f"n must be a whole number from 1 to {_MOST_LINES}.")
        query, before = _short(given.get("q", "")), _short(given.get("before", ""))
        return JSONResponse(await self._door.memories.lines(query, before, int(n)))

    async def facts(self, request: Request) -> Response:
        return JSONResponse(await self._door.memories.facts(_short(request.query_params.get("q", ""))))

    async def correct(self, request: Request) -> Response:
        value = (await json_object(request)).get("value")
        if not isinstance(value, str):
            raise HTTPException(
                400, "A correction has a value: the right words, or none where it is only wrong."
            )
        device = request.state.device.id
        fact = await self._door.memories.correct(request.path_params["id"], _short(value).strip(), device)
        return JSONResponse(fact)

    async def would_forget(self, request: Request) -> Response:
        return JSONResponse(await self._door.memories.would_forget(await _ids(request)))

    async def forget(self, request: Request) -> Response:
        return JSONResponse(await self._door.memories.forget(await _ids(request)))

    async def unforget(self, request: Request) -> Response:
        return JSONResponse({"lines": await self._door.memories.unforget(request.path_params["id"])})


async def json_object(request: Request) -> dict[str, Any]:
    """The request's JSON object; anything else is refused."""
    if request.headers.get("content-type", "").split(";")[0].strip() != "application/json":
        raise HTTPException(415, "Only application/json is taken here.")
    try:
        body = await request.json()
    except (ValueError, RecursionError):
        raise HTTPException(400, "That is not valid JSON.") from None
    if not isinstance(body, dict):
        raise HTTPException(400, "That is not a JSON object.")
    return body


async def _ids(request: Request) -> list[str]:
    ids = (await json_object(request)).get("ids")
    if (
        not isinstance(ids, list)
        or not 1 <= len(ids) <= _MOST_IDS
        or not all(isinstance(id, str) for id in ids)
    ):
        raise HTTPException(400, "Name the lines: ids, a list of texts.")
    return ids


def _short(text: str) -> str:
    if len(text) > _LONGEST:
        raise HTTPException(400, f"That is too long; {_LONGEST} characters are the most.")
    return text
