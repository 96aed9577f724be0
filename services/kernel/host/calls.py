"""What came over RPC as an operation message. Whoever writes to the queue may write anything: what has not its form is
refused by name, before anything is looked at.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from services.kernel.procedure.context import Call
from services.kernel.refusals import Invalid

_KEY = re.compile(r"[!-~]{0,120}")
_LINE = re.compile(r"[^\x00-\x1f\x7f]{0,200}")
_TOKEN = re.compile(r"[^\x00-\x1f\x7f]{0,8192}")
_TEXTS = {"token": _TOKEN, "key": _KEY, "correlation": _LINE, "causation": _LINE}


def call_of(operation: str, args: Sequence[Any], given: Mapping[str, Any]) -> Call:
    """The operation's fields stand by themselves or in `body`; the rest says who asks, and how."""
    if args:
        raise _wrong("args", "参数须写明名称", "arguments go by name")
    fields = dict(given)
    texts = {name: _text(name, fields.pop(name, ""), form) for name, form in _TEXTS.items()}
    if_match, moment = _version(fields.pop("if_match", None)), _moment(fields.pop("at", None))
    body = fields.pop("body", None)
    if body is not None and not isinstance(body, Mapping):
        raise _wrong("body", "须为对象", "must be an object")
    return Call(operation, {**(body or {}), **fields}, **texts, if_match=if_match, at=moment)


def place(name: str, value: Any, most: int = (1 << 63) - 1) -> int:
    """A position or a number of events."""
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
        raise _wrong(name, "须为非负整数", "must be a whole number, 0 or more")
    return value


def text(name: str, value: Any) -> str:
    return _text(name, value, _LINE)


def token(value: Any) -> str:
    return _text("token", value, _TOKEN)


def _text(name: str, value: Any, form: re.Pattern[str]) -> str:
    if value is None:
        return ""
    if not isinstance(value, str) or not form.fullmatch(value):
        raise _wrong(name, "须为一行可见字符，且不得过长", "must be one line of visible characters, not too long")
    return value


def _version(value: Any) -> int | list[int] | None:
    if isinstance(value, list):
        return [place("if_match", one) for one in value]
    return None if value is None else place("if_match", value)


def _moment(value: Any) -> datetime | None:
    if value is None or value == "":
        return None
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        moment = None
    if moment is None or moment.utcoffset() is None:
        raise _wrong("at", "时间应如 2026-03-02T08:30:00+08:00", "a moment is written like 2026-03-02T08:30:00+08:00")
    return moment


def _wrong(name: str, zh: str, en: str) -> Invalid:
    return Invalid(f"{name}：{zh}。", f"{name}: {en}.", fields=[{"field": name, "zh": zh, "en": en}])
