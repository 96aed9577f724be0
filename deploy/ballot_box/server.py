"""The box process: owns the keys and the boxes, and writes no line about a request (A35)."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import anyio.to_thread
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from deploy.ballot_box.wire import VERBS, may
from services.appraisal.ballots.boxes import Boxes, Terms
from services.appraisal.ballots.slip import Slip
from services.kernel.refusals import Forbidden, Invalid, Refusal

log = logging.getLogger("jikao.box")
LONGEST = 1 << 20
"""Bytes of a request."""


class BoxServer:
    """`now` is looked at to know whether the round is open, and kept nowhere."""

    def __init__(self, boxes: Boxes, secret: str, now: Callable[[], datetime]) -> None:
        self._boxes, self._secret, self._now = boxes, secret, now
        self._verbs: dict[str, Callable[[Mapping[str, Any]], Any]] = {verb: getattr(self, f"_{verb}") for verb in VERBS}

    def app(self) -> Starlette:
        return Starlette(routes=[Route("/{verb}", self.answer, methods=["POST"])])

    async def answer(self, request: Request) -> JSONResponse:
        verb = request.path_params["verb"]
        try:
            given = request.headers.get("authorization", "").removeprefix("Bearer ")
            if verb not in self._verbs or not may(self._secret, given, verb):
                raise Forbidden("票箱不接受这一请求。", "The box does not take that request.")
            body = await _read(request)
            return JSONResponse(await anyio.to_thread.run_sync(self._verbs[verb], body))
        except Refusal as refusal:
            return JSONResponse({"refusal": refusal.as_problem()}, status_code=409)
        except Exception as error:  # noqa: BLE001 - what it was about is nobody's to read in a log
            log.error("the box could not %s: %s", verb, type(error).__name__)
            return JSONResponse({}, status_code=500)

    # -- verbs --------------------------------------------------------------------------------------------------------

    def _open(self, said: Mapping[str, Any]) -> Any:
        terms = Terms(datetime.fromisoformat(said["until"]), tuple(said["ratings"]), said["slots"])
        found = self._boxes.open(said["round"], said["departments"], terms)
        return {"keys": {name: hex(key.n) for name, key in found.keys.items()}, "acknowledges": found.acknowledges}

    def _check(self, said: Mapping[str, Any]) -> Any:
        self._boxes.check(said["round"], said["key"])
        return {}

    def _sign(self, said: Mapping[str, Any]) -> Any:
        blinded = {name: bytes.fromhex(text) for name, text in said["blinded"].items()}
        return {name: one.hex() for name, one in self._boxes.sign(said["round"], said["key"], blinded).items()}

    def _cast(self, said: Mapping[str, Any]) -> Any:
        slip = Slip(bytes.fromhex(said["message"]), bytes.fromhex(said["signature"]))
        given = self._boxes.cast(said["round"], slip, self._now())
        return {"digest": given.digest, "signature": given.signature}

    def _close(self, said: Mapping[str, Any]) -> Any:
        slips = self._boxes.close(said["round"], said["key"])
        return {"slips": [(one.message.hex(), one.signature.hex()) for one in slips]}

    def _held(self, said: Mapping[str, Any]) -> Any:
        return {"rounds": self._boxes.held()}

    def _destroy(self, said: Mapping[str, Any]) -> Any:
        self._boxes.destroy(said["round"])
        return {}


async def _read(request: Request) -> Mapping[str, Any]:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LONGEST:
            raise Invalid("请求过长。", "The request is too long.", fields=[])
    found = json.loads(body)
    if not isinstance(found, dict):
        raise Invalid("请求格式不正确。", "That is not how a request is written.", fields=[])
    return found
