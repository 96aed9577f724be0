"""Closed lists of codes that carry their words in both languages: statuses, kinds, roles. Knows no service.

A code is declared once, beside what uses it; pages, workbooks, refusals and the API's description take its words here.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any, ClassVar, Self

from services.kernel.refusals import Refusal


class Word(StrEnum):
    """A code with its words: `MEETING = "meeting", "会议", "meeting"`. Stored and sent as the code."""

    zh: str
    en: str

    def __new__(cls, code: str, zh: str = "", en: str = "") -> Self:
        if not zh or not en:
            raise TypeError(f"{cls.__name__}: {code!r} needs its words, Chinese and English")
        member = str.__new__(cls, code)
        member._value_ = code
        member.zh, member.en = zh, en
        return member

    @classmethod
    def __get_pydantic_json_schema__(cls, core: Any, handler: Any) -> dict[str, Any]:
        """The API's description says what each code means."""
        schema: dict[str, Any] = handler(core)
        inner = handler.resolve_ref_schema(schema)
        inner["x-words"] = {each.value: {"zh": each.zh, "en": each.en} for each in cls}
        return schema


class Status(Word):
    """Where a record stands. What may be done in it is said by the operations (`when=`)."""


class WrongStatus(Refusal):
    """The record does not stand where this can be done to it. Procedures refine it with a code of their own."""

    code: ClassVar[str] = "kernel.wrong-status"
    next = ("请打开该记录，按当前状态办理。", "Open the record and do what its state allows.")
