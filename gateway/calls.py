"""An HTTP request becomes an operation message; its answer becomes a response. Knows no operation by name."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Awaitable, Callable, Mapping
from functools import cache
from typing import Any, get_args, get_origin
from urllib.parse import quote

import msgspec
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.responses import Response

from gateway.gate import Gate, correlation, label
from gateway.refusals import Malformed, UnknownVersion, WrongMediaType
from services.kernel.procedure.context import Answer, Call
from services.kernel.procedure.operations import File, Operation, upload_fields
from services.kernel.refusals import Invalid

API = "/api/v1"
_TAG = re.compile(r'^(?:W/)?"?([0-9]{1,18})"?$')
_KEY = re.compile(r'^"?([\x21\x23-\x7e]{1,120})"?$')
_SUSPECT = re.compile(rb"\\u0000|[0-9]{16}")
MOST_TAGS = 20
_LARGEST = 2**53
"""I-JSON (RFC 7493): whole numbers beyond this do not survive every reader, and overflow some database."""


def endpoint(gate: Gate, operation: type[Operation]) -> Callable[[Request], Awaitable[Response]]:
    """The route of one operation."""

    async def carry_out(request: Request) -> Response:
        label(request, operation.NAME)
        caller = await gate.identify(request)
        writes = operation.WRITES
        call = Call(
            operation.NAME,
            await fields_of(operation, request),
            caller.token,
            correlation=correlation(request),
            key=idempotency_key(request) if writes else "",
            if_match=if_match(request) if writes else None,
        )
        return respond(operation, await gate.backend.call(call))

    return carry_out


def respond(operation: type[Operation], answer: Answer) -> Response:
    """201 where a record was made below the path posted to; the version as ETag; a `File` as a download."""
    if issubclass(operation.RETURNS, File):
        return _download(answer)
    headers = {} if answer.version is None else {"ETag": f'"{answer.version}"'}
    status = 200
    if answer.location:
        headers["Location"] = API + quote(answer.location)
        if answer.location.startswith(operation.PATH + "/"):
            status = 201
    return Response(answer.body, status_code=status, media_type="application/json", headers=headers)


def _download(answer: Answer) -> Response:
    file = json.loads(answer.body)
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(file['name'])}"}
    return Response(base64.urlsafe_b64decode(file["content"]), media_type=file["media_type"], headers=headers)


# -- headers ----------------------------------------------------------------------------------------------------------


def if_match(request: Request) -> int | list[int] | None:
    """The version the caller saw, or several of which any will do (RFC 9110). `*` and none at all mean any; foreign
    tags match nothing we gave out, and are passed over beside one of ours."""
    given = ",".join(request.headers.getlist("if-match")).strip()
    if given in {"", "*"}:
        return None
    tags = [_TAG.match(one.strip()) for one in given.split(",") if one.strip()]
    ours = list(dict.fromkeys(int(tag[1]) for tag in tags if tag is not None))
    if not ours:
        raise UnknownVersion(
            "If-Match 不是本系统给出的版本。", "If-Match names no version this system gave out.", seen=given[:60]
        )
    return ours[0] if len(ours) == 1 else ours[:MOST_TAGS]


def idempotency_key(request: Request) -> str:
    """Empty where none was sent; one that is sent says something, or whoever relies on it would be deceived."""
    given = request.headers.get("idempotency-key")
    if given is None:
        return ""
    key = _KEY.match(given.strip())
    if key is None:
        raise Malformed(
            "Idempotency-Key 须为 1 至 120 个可见 ASCII 字符。",
            "Idempotency-Key must be 1 to 120 visible ASCII characters.",
        )
    return key[1]


# -- fields -----------------------------------------------------------------------------------------------------------


async def fields_of(operation: type[Operation], request: Request) -> dict[str, Any]:
    """The operation's fields from path, query and body; the service types and checks them."""
    body = await _body_fields(operation, request) if operation.METHOD != "GET" else _query_fields(operation, request)
    named = {name: request.path_params[name] for name in operation.path_fields()}
    if twice := sorted(named.keys() & body.keys()):
        raise _invalid(twice, "路径中已给出", "already given by the path")
    for name, value in named.items():
        _check_text(name, value)
    found = {**body, **named}
    _check_whole(operation, found)
    return found


def _query_fields(operation: type[Operation], request: Request) -> dict[str, Any]:
    found: dict[str, Any] = {}
    lists = list_fields(operation)
    for name in request.query_params:
        values = [value for value in request.query_params.getlist(name) if value]
        if (name == "lang" and name not in operation.model_fields) or not values:
            continue  # the page's language, or a filter left empty
        for value in values:
            _check_text(name, value)
        found[name] = values if name in lists or len(values) > 1 else values[0]
    return found


async def _body_fields(operation: type[Operation], request: Request) -> dict[str, Any]:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    uploads = upload_fields(operation)
    if uploads and kind == "multipart/form-data":
        return await _form_fields(operation, request, uploads)
    raw = await request.body()
    if not raw:
        return {}
    if kind != "application/json":
        raise WrongMediaType("请以 application/json 提交。", "Send application/json.", accepted=["application/json"])
    return json_fields(raw)


def json_fields(raw: bytes) -> dict[str, Any]:
    """The members of a JSON object; refuses what is no JSON, no object, says one thing twice, or would not survive
    storage."""
    try:
        body = msgspec.json.decode(raw)
        json.loads(raw, object_pairs_hook=_each_once)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        raise Malformed("请求内容不是有效的 JSON。", "The body is not valid JSON.") from None
    if not isinstance(body, dict):
        raise Invalid("请求内容须为 JSON 对象。", "The body must be a JSON object.", fields=[])
    if _SUSPECT.search(raw):
        for name, value in body.items():
            _check(name, value)
    return body


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Two readers of a name given twice may take different ones (RFC 8259, I-JSON): neither is guessed."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Malformed(
            f"同一对象中“{twice[:60]}”出现了两次。", f"“{twice[:60]}” stands twice in one object of the body."
        )
    return found


async def _form_fields(operation: type[Operation], request: Request, uploads: frozenset[str]) -> dict[str, Any]:
    try:
        form = await request.form(max_files=len(uploads), max_fields=200)
    except MultiPartException as error:
        raise Malformed("上传的表单无法读取。", f"The form cannot be read: {error.message}") from None
    except (KeyError, ValueError, AssertionError):
        raise Malformed("上传的表单无法读取。", "The form cannot be read.") from None
    try:
        return await fields_from_form(operation, form)
    finally:
        await form.close()


async def fields_from_form(operation: type[Operation], form: FormData) -> dict[str, Any]:
    """Files become base64, as the message has them; a file's own name fills `file` or `file_name`."""
    found: dict[str, Any] = {}
    uploads, lists = upload_fields(operation), list_fields(operation)
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            if name not in uploads:
                raise _invalid([name], "不是文件字段", "takes no file")
            found[name] = base64.b64encode(await value.read()).decode()
            for field in {"file", "file_name"} & operation.model_fields.keys() - uploads:
                if value.filename:
                    found.setdefault(field, value.filename[-200:])
            continue
        _check_text(name, value)
        if name in uploads:
            found[name] = base64.b64encode(value.encode()).decode()
        elif name in lists:
            found.setdefault(name, []).append(value)
        elif value:
            found[name] = value
    return found


@cache
def list_fields(operation: type[Operation]) -> frozenset[str]:
    """Fields that take several values: a query or form repeats their name."""
    return frozenset(
        name
        for name, field in operation.model_fields.items()
        if get_origin(field.annotation) in {list, tuple, set, frozenset}
    )


@cache
def int_fields(operation: type[Operation]) -> frozenset[str]:
    return frozenset(
        name
        for name, field in operation.model_fields.items()
        if field.annotation is int or int in get_args(field.annotation)
    )


def _check(name: str, value: Any) -> None:
    match value:
        case str():
            _check_text(name, value)
        case int() if abs(value) > _LARGEST:
            raise _invalid([name], "数值过大", "beyond 2^53")
        case dict():
            for key, inner in value.items():
                _check_text(name, key)
                _check(name, inner)
        case list():
            for inner in value:
                _check(name, inner)
        case _:
            pass


def _check_text(name: str, value: str) -> None:
    """No database takes a NUL in text."""
    if "\x00" in value or "\x00" in name:
        raise _invalid([name.replace("\x00", "")], "含有空字符", "holds a NUL character")


def _check_whole(operation: type[Operation], fields: Mapping[str, Any]) -> None:
    """A number written as text, where a whole number is meant."""
    for name in int_fields(operation) & fields.keys():
        value = fields[name]
        if isinstance(value, str) and len(value) > 15 and re.search(r"[0-9]{16}", value):
            raise _invalid([name], "数值过大", "beyond 2^53")


def _invalid(names: list[str], zh: str, en: str) -> Invalid:
    fields = [{"field": name, "zh": zh, "en": en} for name in names]
    listed = "、".join(names)
    return Invalid(
        f"以下字段不符合要求：{listed}（{zh}）。", f"These fields cannot be taken: {listed} ({en}).", fields=fields
    )
