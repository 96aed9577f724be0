"""The gateway's own routes, declared once: `app.py` serves them, `openapi.py` documents them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from gateway import sessions


class Slip(BaseModel):
    """What the signing left in the voter's hands, in hex; `pad` makes every request as long as any other."""

    message: str
    signature: str
    pad: str = ""


class Cast(BaseModel):
    """`digest` is of the message, `signature` the acknowledgement of the round: whoever holds it and does not find
    the slip among the sealed ones has proved that it was left out."""

    digest: str
    signature: str


@dataclass(frozen=True)
class Own:
    """`returns` is a model, a media type, or empty; `also` are further good statuses, `refuses` those of problems."""

    name: str
    method: str
    path: str
    zh: str
    en: str
    returns: type[BaseModel] | str = "application/json"
    body: type[BaseModel] | None = None
    status: int = 200
    also: tuple[int, ...] = ()
    refuses: tuple[int, ...] = ()
    logged_in: bool = False
    tagged: bool = False
    """Sent with an ETag, and not again to who has it."""
    traced: bool = True
    """With a correlation id, as all but what nobody is to trace."""
    parameters: tuple[dict[str, Any], ...] = ()


def _query(name: str, about: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": about, "required": False, "schema": {"type": "string"}}


_KNOWN = {
    "name": "If-None-Match",
    "in": "header",
    "description": "The ETag you have; 304 where it is still the one.",
    "required": False,
    "schema": {"type": "string"},
}
_OPERATION = {"name": "operation", "in": "path", "required": True, "schema": {"type": "string"}}
_WRITES = (400, 401, 403, 413, 415, 422, 429, 503)
_SESSIONS = "/api/v1/sessions"

OWN: tuple[Own, ...] = (
    Own("log_in", "POST", _SESSIONS, "登录", "Log in", sessions.Session, sessions.LogIn, 201, refuses=_WRITES),
    Own(
        "refresh",
        "POST",
        f"{_SESSIONS}/refresh",
        "续期",
        "Exchange a refresh token",
        sessions.Session,
        sessions.Refresh,
        refuses=_WRITES,
    ),
    Own(
        "change_password",
        "POST",
        f"{_SESSIONS}/password",
        "修改密码",
        "Set a new password, ending every session",
        sessions.Session,
        sessions.ChangePassword,
        refuses=_WRITES,
        logged_in=True,
    ),
    Own(
        "give_code",
        "POST",
        f"{_SESSIONS}/code",
        "输入动态口令",
        "Give the code of the second factor, where the session waits for it",
        sessions.Session,
        sessions.GiveCode,
        refuses=(*_WRITES, 409),
        logged_in=True,
    ),
    Own(
        "offer_factor",
        "POST",
        f"{_SESSIONS}/second-factor",
        "领取动态口令密钥",
        "A secret for a device that makes codes (TOTP); the same until it is confirmed",
        sessions.OfferedFactor,
        refuses=_WRITES,
        logged_in=True,
    ),
    Own(
        "set_up_factor",
        "PUT",
        f"{_SESSIONS}/second-factor",
        "启用动态口令",
        "The device's first code: from now on one is asked for at every login",
        sessions.SetUp,
        sessions.SetUpFactor,
        refuses=_WRITES,
        logged_in=True,
    ),
    Own(
        "current",
        "GET",
        f"{_SESSIONS}/current",
        "当前会话",
        "Who is logged in",
        sessions.Current,
        refuses=(401, 403, 413, 429, 503),
        logged_in=True,
    ),
    Own(
        "log_out",
        "DELETE",
        f"{_SESSIONS}/current",
        "退出",
        "Log out: every token of the session ends",
        "",
        status=204,
        refuses=(401, 403, 413, 429, 503),
        logged_in=True,
    ),
    Own(
        "permissions",
        "GET",
        "/api/v1/permissions",
        "权限表",
        "Who may do what, from the operations",
        refuses=(401,),
        tagged=True,
        parameters=(_KNOWN,),
    ),
    Own(
        "form",
        "GET",
        "/api/v1/forms/{operation}",
        "表单",
        "The fields of an operation, for a web form",
        refuses=(401, 404),
        parameters=(_OPERATION,),
    ),
    Own(
        "live",
        "GET",
        "/api/v1/live",
        "实时消息",
        "Server-sent events: something changed, ask again",
        "text/event-stream",
        refuses=(401, 403, 413, 429, 503),
        logged_in=True,
        parameters=(
            _query(
                "topics",
                "Comma-separated, `scorecards` when left out. `scorecards` or `scorecards.2026-Q3`; `desk`: something "
                "may wait for somebody now; `person`: your own leave, and how far your long work is; "
                "`lists.<service>.<table>`, or as the register's address ends (`leave`, `tasks`): lines changed of a "
                "register that you may list; `lists`: of any. Each message has the default type and tells its topic; "
                "the topic `reset` says that some were missed: ask for everything again",
            ),
            _query("after", "The id seen last; the header Last-Event-ID counts before it"),
        ),
    ),
    Own(
        "cast",
        "POST",
        "/api/v1/ballots/{round}/slips",
        "投票",
        "Cast one slip of the evaluation: without session, cookie or any identity; nothing is logged",
        Cast,
        Slip,
        refuses=(405, 408, 409, 413, 422, 503),
        traced=False,
        parameters=({"name": "round", "in": "path", "required": True, "schema": {"type": "string"}},),
    ),
    Own("health", "GET", "/healthz", "存活", "The process is alive", refuses=(413,)),
    Own("ready", "GET", "/readyz", "就绪", "Everything needed answers", also=(503,), refuses=(413,)),
    Own("metrics", "GET", "/metrics", "指标", "For Prometheus", "text/plain", refuses=(401,)),
    Own("openapi", "GET", "/openapi.json", "接口说明", "This document", refuses=(401,)),
    Own("asyncapi", "GET", "/asyncapi.json", "事件说明", "The published facts, as AsyncAPI 3.0", refuses=(401,)),
)
