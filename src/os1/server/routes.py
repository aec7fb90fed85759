"""What answers at each path. Who may ask was settled by `os1.server.guard` before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles

from os1.errors import OS1Error, Refused, SettingsError
from os1.server.devices import KEPT, Devices
from os1.server.door import Door
from os1.server.guard import cookie_name
from os1.server.live import Live
from os1.server.memories import json_object, memory_routes
from os1.server.pairing import Pairing, qr_svg

WEB = Path(str(files("os1"))) / "web"


@dataclass(frozen=True, slots=True)
class Desk:
    """What the routes work with.

    `lan` gives the address for phones, or None while only this computer is served; `authority` is the
    certificate that phones may be asked to trust.
    """

    door: Door
    devices: Devices
    pairing: Pairing
    live: Live
    lan: Callable[[], str | None]
    authority: Path | None = None


def build(desk: Desk) -> Starlette:
    """The app behind the guard."""
    routes = Routes(desk)
    return Starlette(
        routes=[
            Route("/", routes.page),
            Route("/os1-ca.crt", routes.authority),
            Route("/api/state", routes.state),
            Route("/api/transcript", routes.transcript),
            Route("/api/offer", routes.offer, methods=["POST"]),
            Route("/api/pair", routes.pair, methods=["POST"]),
            Route("/api/invite", routes.invite, methods=["POST"]),
            Route("/api/invite.svg", routes.invite_picture),
            Route("/api/devices", routes.devices),
            Route("/api/devices/{id}", routes.revoke, methods=["DELETE"]),
            *memory_routes(desk.door),
            WebSocketRoute("/api/live", desk.live.meet),
            Mount("/", StaticFiles(directory=WEB)),
        ],
        exception_handlers={HTTPException: _sentence, OS1Error: _sorry},
    )


class Routes:
    """One method a path."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def page(self, request: Request) -> Response:
        if request.state.device is None:
            return FileResponse(WEB / "pair.html", status_code=401)
        return FileResponse(WEB / "index.html")

    async def authority(self, request: Request) -> Response:
        if self._desk.authority is None:
            raise HTTPException(404, "There is no certificate: OS1 serves only this computer.")
        name = "os1-ca.crt"
        return FileResponse(self._desk.authority, media_type="application/x-x509-ca-cert", filename=name)

    async def state(self, request: Request) -> Response:
        return JSONResponse({**self._desk.door.who(), "device": request.state.device.id})

    async def transcript(self, request: Request) -> Response:
        try:
            n = int(request.query_params.get("n", "50"))
        except ValueError:
            raise HTTPException(400, "n must be a whole number.") from None
        lines = await self._desk.door.transcript(max(1, min(n, 500)))
        return JSONResponse(
            [
                {"id": line.id, "speaker": line.speaker, "time": line.time.isoformat(), "text": line.text}
                for line in lines
            ]
        )

    async def offer(self, request: Request) -> Response:
        body = await json_object(request)
        if body.get("type") != "offer" or not isinstance(body.get("sdp"), str):
            raise HTTPException(400, "An offer has the type 'offer' and an sdp.")
        device = request.state.device.id
        answer = await self._desk.door.offer(body["sdp"], "offer", device, echoes=body.get("echoes") is True)
        if not self._desk.devices.knows(device):  # revoked while the answer was being made
            await self._desk.door.hang_up(device)
            raise HTTPException(401, "This device was removed.")
        return JSONResponse(answer)

    async def pair(self, request: Request) -> Response:
        body = await json_object(request)
        if not await self._may_enter(body, request):
            raise HTTPException(403, "That did not work; ask OS1 for a new code or link and try again.")
        device, cookie = await self._desk.devices.add(str(body.get("name", "")))
        answer = JSONResponse({"id": device.id, "name": device.name})
        answer.set_cookie(
            cookie_name(request.scope),
            cookie,
            max_age=int(KEPT.total_seconds()),
            httponly=True,
            samesite="strict",
            secure=request.scope["scheme"] == "https",
        )
        return answer

    async def _may_enter(self, body: dict[str, Any], request: Request) -> bool:
        """Whether the body's `key` (this computer's browser only), `token` or `code` opens."""
        pairing = self._desk.pairing
        if isinstance(key := body.get("key"), str):
            return request.state.listener == "loopback" and pairing.use_key(key)
        if isinstance(token := body.get("token"), str):
            return pairing.use_token(token)
        code = "".join(
            letter for letter in str(body.get("code", "")) if letter.isdecimal() and letter.isascii()
        )
        return pairing.use_code(code)

    async def invite(self, request: Request) -> Response:
        address = self._phones()
        invite = self._desk.pairing.invite()
        left = invite.until - self._desk.door.clock.monotonic()
        return JSONResponse({"code": invite.code, "address": address, "seconds": round(left)})

    async def invite_picture(self, request: Request) -> Response:
        link = f"{self._phones()}#token={self._desk.pairing.invite().token}"
        return Response(qr_svg(link), media_type="image/svg+xml")

    def _phones(self) -> str:
        address = self._desk.lan()
        if address is None:
            raise HTTPException(409, "Only this computer is served; start OS1 with --lan to let phones in.")
        return address

    async def devices(self, request: Request) -> Response:
        return JSONResponse(
            [
                {
                    "id": device.id,
                    "name": device.name,
                    "since": device.since,
                    "seen": device.seen,
                    "live": self._desk.devices.is_live(device.id),
                    "here": device.id == request.state.device.id,
                }
                for device in self._desk.devices.all()
            ]
        )

    async def revoke(self, request: Request) -> Response:
        id = request.path_params["id"]
        if not await self._desk.devices.revoke(id):
            raise HTTPException(404, "There is no such device; it may have been removed already.")
        await self._desk.door.hang_up(id)
        return Response(status_code=204)


async def _sentence(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return JSONResponse({"error": error.detail}, error.status_code, headers=error.headers)


async def _sorry(request: Request, error: Exception) -> Response:
    status = 429 if isinstance(error, Refused) else 409 if isinstance(error, SettingsError) else 503
    return JSONResponse({"error": str(error)}, status)
