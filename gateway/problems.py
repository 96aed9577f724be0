"""Every refusal as an RFC 9457 problem document, in the caller's language. The only place that knows HTTP statuses."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from typing import Any

from starlette.requests import HTTPConnection
from starlette.responses import Response

from gateway.refusals import Malformed
from services.kernel.refusals import Refusal

log = logging.getLogger("jikao.gateway")
MEDIA_TYPE = "application/problem+json"

STATUS: Mapping[str, int] = {
    "malformed": 400,
    "unauthenticated": 401,
    "forbidden": 403,
    "missing": 404,
    "method": 405,
    "slow": 408,
    "conflict": 409,
    "stale": 412,
    "too-large": 413,
    "media-type": 415,
    "invalid": 422,
    "limited": 429,
    "fault": 500,
    "unavailable": 503,
}
"""Kind of refusal → status."""

_TITLES: Mapping[str, tuple[str, str]] = {
    "malformed": ("请求无法读取", "The request cannot be read"),
    "unauthenticated": ("未登录", "Not logged in"),
    "forbidden": ("无权办理", "Not permitted"),
    "missing": ("没有找到", "Not found"),
    "method": ("不支持的方法", "Method not allowed"),
    "slow": ("提交超时", "Sent too slowly"),
    "conflict": ("与现状不符", "In conflict with the present state"),
    "stale": ("记录已变更", "The record has changed"),
    "too-large": ("内容过大", "Too large"),
    "media-type": ("内容格式不支持", "Unsupported media type"),
    "invalid": ("内容不合要求", "Not acceptable as filled in"),
    "limited": ("请求过于频繁", "Too many requests"),
    "fault": ("系统故障", "System fault"),
    "unavailable": ("暂时无法办理", "Temporarily unavailable"),
}

_NEXT: Mapping[str, tuple[str, str]] = {
    "malformed": ("请检查请求内容的格式。", "Check how the request is written."),
    "unauthenticated": ("请登录后重试。", "Log in and try again."),
    "forbidden": ("请由有权的人员办理。", "Ask someone who holds one of the posts named."),
    "missing": ("请核对编号或从列表重新打开。", "Check the id, or open it again from its list."),
    "method": ("请按接口说明选择方法。", "See the API documentation for the method to use."),
    "slow": ("请检查网络后重新提交。", "Check the connection, then send it again."),
    "conflict": ("请查看当前状态后再决定。", "Look at the present state, then decide."),
    "stale": ("请刷新后重试。", "Read it again, then repeat."),
    "too-large": ("请分批提交。", "Send it in parts."),
    "media-type": ("请使用 application/json 或表单上传。", "Use application/json, or a form upload."),
    "invalid": ("请改正所列字段后重新提交。", "Correct the fields listed and send it again."),
    "limited": ("请稍候再试。", "Wait a little, then try again."),
    "fault": (
        "请稍后重试；若再次出现，请将关联编号告知管理员。",
        "Try again; if it recurs, tell the administrator the correlation id.",
    ),
    "unavailable": ("请稍后用同一请求重试。", "Send the same request again shortly."),
}


def language(connection: HTTPConnection) -> str:
    """By `?lang=` or the cookie that a page set; before anything was chosen by Accept-Language, else `zh`."""
    chosen = connection.query_params.get("lang") or connection.cookies.get("jikao_lang")
    if chosen in {"zh", "en"}:
        return chosen
    best, weight = "zh", 0.0
    for part in connection.headers.get("accept-language", "").split(","):
        name, _, quality = part.strip().partition(";q=")
        known = name[:2].lower()
        if known in {"zh", "en"}:
            try:
                given = float(quality) if quality else 1.0
            except ValueError:
                continue
            if given > weight:
                best, weight = known, given
    return best


def document(refusal: Refusal, *, lang: str, correlation: str) -> dict[str, Any]:
    """The problem's members; `code` is the stable one, `detail` is for people."""
    chinese = lang != "en"
    details = dict(refusal.details)
    hint = refusal.next[0 if chinese else 1] or _NEXT.get(refusal.kind, _NEXT["conflict"])[0 if chinese else 1]
    fields = details.pop("fields", None)
    body: dict[str, Any] = {
        "type": f"urn:jikao:problem:{refusal.code}",
        "title": _TITLES.get(refusal.kind, _TITLES["conflict"])[0 if chinese else 1],
        "status": status(refusal),
        "detail": refusal.zh if chinese else refusal.en,
        "code": refusal.code,
        "next": hint,
        "correlation": correlation,
    }
    if refusal.cites:
        body["citation"] = ", ".join(refusal.cites)
        body["citations"] = list(refusal.cites)
    if fields is not None:
        body["fields"] = [{"zh": "不符合要求", "en": "cannot be taken", **field} for field in fields]
    if details:
        body["details"] = details
    return body


def status(refusal: Refusal) -> int:
    return STATUS.get(refusal.kind, 409)


def response(refusal: Refusal, connection: HTTPConnection, headers: Mapping[str, str] | None = None) -> Response:
    lang = language(connection)
    body = document(refusal, lang=lang, correlation=connection.scope.get("jikao.correlation", ""))
    made = Response(
        json.dumps(body, ensure_ascii=False, default=str).encode("utf-8", "replace"),
        status_code=body["status"],
        media_type=MEDIA_TYPE,
        headers={**(headers or {}), "Content-Language": "en" if lang == "en" else "zh-CN"},
    )
    if refusal.kind == "unauthenticated":
        made.headers["WWW-Authenticate"] = "Bearer"
    for name, value in when_again(refusal).items():
        made.headers.setdefault(name, value)
    return made


def when_again(refusal: Refusal) -> dict[str, str]:
    """How long to wait, of what passes by itself."""
    passes = refusal.kind in {"limited", "unavailable"}
    return {"Retry-After": str(refusal.details.get("retry_after", 5))} if passes else {}


class NoSuchPath(Refusal):
    code = "gateway.no-such-path"
    kind = "missing"


class MethodNotAllowed(Refusal):
    code = "gateway.method"
    kind = "method"


class Fault(Refusal):
    """Something broke inside. What it was stands in the log, never in the answer."""

    code = "gateway.fault"
    kind = "fault"


def fault() -> Fault:
    return Fault("系统内部出现故障，已记录。", "Something broke inside the system; it has been logged.")


def from_status(status: int) -> Refusal:
    """What the router itself declines."""
    match status:
        case 400:
            return Malformed("请求无法读取。", "The request cannot be read.")
        case 404:
            return NoSuchPath("没有这个地址。", "There is nothing at this address.")
        case 405:
            return MethodNotAllowed("该地址不支持此方法。", "This address does not take that method.")
        case _:
            return fault()
