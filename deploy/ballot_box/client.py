"""The boxes as another process sees them: the same port, over the private connection (A35)."""

from __future__ import annotations

import http.client
import json
import logging
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from deploy.ballot_box.wire import private
from services.appraisal.ballots.blind import PublicKey
from services.appraisal.ballots.boxes import Acknowledgement, RoundKeys, Terms
from services.appraisal.ballots.refusals import BoxState, BoxUnsound
from services.appraisal.ballots.slip import Slip
from services.kernel.refusals import Forbidden, Refused, Unavailable

log = logging.getLogger("jikao.box")
SECONDS, MAKING_KEYS = 10.0, 60.0
"""To wait for an answer."""


class RemoteBoxes:
    """A connection a request, by the standard library alone: clients that log what they send are no use here.

    `secret` says what may be asked for: a gateway's casts and nothing else.
    """

    def __init__(self, url: str, secret: str) -> None:
        parts = urlsplit(url)
        self._host, self._port, self._secret = private(parts.hostname or ""), parts.port or 80, secret

    def open(self, round_: str, departments: Iterable[str], terms: Terms) -> RoundKeys:
        found = self._ask(
            "open", MAKING_KEYS, round=round_, departments=list(departments), until=terms.casting_until.isoformat(),
            ratings=list(terms.ratings), slots=terms.slots,
        )  # fmt: skip
        keys = {name: PublicKey(int(key, 16)) for name, key in found["keys"].items()}
        return RoundKeys(keys, found["acknowledges"])

    def check(self, round_: str, key: str) -> None:
        self._ask("check", round=round_, key=key)

    def sign(self, round_: str, key: str, blinded: Mapping[str, bytes]) -> dict[str, bytes]:
        said = {name: one.hex() for name, one in blinded.items()}
        signed = self._ask("sign", round=round_, key=key, blinded=said)
        return {name: bytes.fromhex(text) for name, text in signed.items()}

    def cast(self, round_: str, slip: Slip, now: datetime) -> Acknowledgement:
        """By the box's own clock: when somebody casts is not even passed on."""
        found = self._ask("cast", round=round_, message=slip.message.hex(), signature=slip.signature.hex())
        return Acknowledgement(found["digest"], found["signature"])

    def close(self, round_: str, key: str) -> list[Slip]:
        found = self._ask("close", MAKING_KEYS, round=round_, key=key)
        return [Slip(bytes.fromhex(message), bytes.fromhex(signature)) for message, signature in found["slips"]]

    def held(self) -> list[str]:
        rounds: list[str] = self._ask("held")["rounds"]
        return rounds

    def destroy(self, round_: str) -> None:
        self._ask("destroy", round=round_)

    def _ask(self, verb: str, seconds: float = SECONDS, /, **said: Any) -> Any:
        connection = http.client.HTTPConnection(self._host, self._port, timeout=seconds)
        headers = {"Authorization": f"Bearer {self._secret}", "Content-Type": "application/json"}
        try:
            connection.request("POST", f"/{verb}", json.dumps(said).encode(), headers)
            answer = connection.getresponse()
            status, body = answer.status, json.loads(answer.read())
        except (OSError, ValueError, http.client.HTTPException):
            raise _silent() from None
        finally:
            connection.close()
        if status == 200:
            return body
        problem = body.get("refusal") or {}
        if problem.get("code") == BoxUnsound.code:
            raise BoxUnsound(problem["details"]["round"], BoxState(problem["details"]["state"]))
        if problem and problem["code"] != Forbidden.code:
            raise Refused(problem)
        log.error("the box process would not %s: its secret is another one, or it is at fault", verb)
        raise _silent()


def _silent() -> Unavailable:
    state = BoxState.UNREACHABLE
    return Unavailable(f"{state.zh}。", f"{state.en[0].upper()}{state.en[1:]}.", cites=("A35",))
