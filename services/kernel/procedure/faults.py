"""What is wrong with the fields of a request, in words: their titles instead of their wire names, and the cause in both
languages. Knows no operation by name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from services.kernel.refusals import Invalid

_DAY = ("日期应如 2026-03-02", "is no day such as 2026-03-02")
_CLOCK = ("时间应如 08:30", "is no time such as 08:30")
_MOMENT = ("时间应如 2026-03-02T08:30:00+08:00", "is no moment such as 2026-03-02T08:30:00+08:00")
_WHOLE_NUMBER, _NUMBER = ("须为整数", "must be a whole number"), ("须为数字", "must be a number")
_ID = ("不是有效的编号", "is no id")
_OPEN = ("不在可选范围内", "is none of what can be chosen")
_LIST, _OBJECT = ("须为列表", "must be a list"), ("须为对象", "must be an object")
_SAID: Mapping[str, tuple[str, str]] = {
    "missing": ("必填", "is required"),
    "extra_forbidden": ("没有这个字段", "there is no such field"),
    "string_too_short": (
        "不能为空或太短，至少{min_length}个字",
        "is too short: at least {min_length} characters",
    ),
    "string_too_long": ("太长，最多{max_length}个字", "is too long: at most {max_length} characters"),
    "string_pattern_mismatch": ("格式不对", "is not in the form that is wanted"),
    "string_type": ("须为文字", "must be a text"),
    "enum": _OPEN,
    "literal_error": _OPEN,
    "uuid_parsing": _ID,
    "uuid_type": _ID,
    "date_from_datetime_parsing": _DAY,
    "date_from_datetime_inexact": _DAY,
    "date_parsing": _DAY,
    "date_type": _DAY,
    "time_parsing": _CLOCK,
    "time_type": _CLOCK,
    "datetime_parsing": _MOMENT,
    "datetime_type": _MOMENT,
    "datetime_from_date_parsing": _MOMENT,
    "timezone_aware": ("时间须带时区", "must say its time zone"),
    "int_parsing": _WHOLE_NUMBER,
    "int_type": _WHOLE_NUMBER,
    "int_from_float": _WHOLE_NUMBER,
    "decimal_parsing": _NUMBER,
    "decimal_type": _NUMBER,
    "finite_number": _NUMBER,
    "decimal_max_places": ("小数位数太多，最多{decimal_places}位", "has too many decimals: at most {decimal_places}"),
    "decimal_max_digits": ("位数太多，最多{max_digits}位", "has too many digits: at most {max_digits}"),
    "decimal_whole_digits": ("整数部分位数太多，最多{whole_digits}位", "is too large: at most {whole_digits} digits"),
    "bool_parsing": ("须为是或否", "must be yes or no"),
    "bool_type": ("须为是或否", "must be yes or no"),
    "greater_than_equal": ("太小，不得小于{ge}", "is too small: at least {ge}"),
    "greater_than": ("太小，须大于{gt}", "is too small: more than {gt}"),
    "less_than_equal": ("太大，不得大于{le}", "is too large: at most {le}"),
    "less_than": ("太大，须小于{lt}", "is too large: less than {lt}"),
    "too_short": ("项数太少，至少{min_length}项", "has too few entries: at least {min_length}"),
    "too_long": ("项数太多，最多{max_length}项", "has too many entries: at most {max_length}"),
    "multiple_of": ("须为{multiple_of}的倍数", "must be a multiple of {multiple_of}"),
    "bytes_type": ("须为文件内容", "must be the content of a file"),
    "list_type": _LIST,
    "tuple_type": _LIST,
    "dict_type": _OBJECT,
    "model_type": _OBJECT,
    "model_attributes_type": _OBJECT,
    "union_tag_invalid": ("种类不对", "is of no kind that there is"),
    "union_tag_not_found": ("没有写明种类", "does not say its kind"),
}
"""The validator's reasons by their stable type, with the bounds that it says."""
_UNSAID = ("不符合要求", "cannot be taken")
_MOST = 5
"""Faults that the sentence tells; the list beside it holds them all."""
_WHOLE = ("内容", "the whole")


def refused(model: type[BaseModel], error: ValidationError) -> Invalid:
    """Names every field and what is wrong with it; what was sent is never repeated."""
    shown = error.errors(include_url=False, include_input=False)
    fields = [_field(model, e["loc"], e["type"], e["msg"], e.get("ctx", {})) for e in shown]
    more = len(fields) > _MOST
    return Invalid(
        f"{'；'.join(_once(f['title_zh'] + '：' + f['zh'] for f in fields))}{'等' if more else ''}。",
        f"{'; '.join(_once(f['title_en'] + ': ' + f['en'] for f in fields))}{' and more' if more else ''}.",
        fields=[{k: v for k, v in f.items() if not k.startswith("title_")} for f in fields],
    )


def titles(model: type[BaseModel], place: Sequence[int | str]) -> tuple[str, str]:
    """A field as forms call it, in Chinese and English; one of a list by its number in it."""
    zh, en = "", ""
    for part, found in _walked(model, place):
        if isinstance(part, int):
            zh, en = f"{zh}第{part + 1}项", f"{en} {part + 1}"
        elif found is None:
            zh, en = f"{zh}“{part}”", f"{en} “{part}”"
        else:
            more_zh, more_en = _title(found, part)
            zh, en = zh + more_zh, f"{en} {more_en}"
    return (zh, en.strip()) if zh else _WHOLE


def _walked(
    model: type[BaseModel], place: Sequence[int | str]
) -> Iterator[tuple[int, None] | tuple[str, FieldInfo | None]]:
    """Each part of a place: a number in a list, or a name with its field, where there is one."""
    models = [model]
    for part in place:
        if isinstance(part, int):
            yield part, None
            continue
        found = next((each.model_fields[part] for each in models if part in each.model_fields), None)
        if found is not None:
            yield part, found
            models = list(_models(found.annotation))
        elif part not in _branches(models):
            yield part, None


def _field(
    model: type[BaseModel], place: tuple[int | str, ...], kind: str, message: str, bounds: Mapping[str, Any]
) -> dict[str, Any]:
    zh, en = (text.format_map(bounds) for text in _SAID.get(kind, _UNSAID))
    if kind == "value_error":  # said by a validator of ours, in both languages
        own = message.removeprefix("Value error, ")
        first, _, second = own.partition(" / ")
        zh, en = (first, second or first) if re.search("[\u4e00-\u9fff]", first) else (_UNSAID[0], own)
    if kind == "string_pattern_mismatch":  # in the form of an example, not in the validator's language
        zh, en = _formed(model, place)
    title_zh, title_en = titles(model, place)
    said: dict[str, Any] = {"zh": zh, "en": en, "title_zh": title_zh, "title_en": title_en}
    if kind == "enum" and (allowed := _allowed(model, place)):
        said["zh"] = f"{zh}，可选：{'、'.join(getattr(one, 'zh', one.value) for one in allowed)}"
        said["en"] = f"{en}: {', '.join(getattr(one, 'en', one.value) for one in allowed)}"
        said["allowed"] = [one.value for one in allowed]
    return {"field": ".".join(map(str, place)), "type": kind, **said}


def _allowed(model: type[BaseModel], place: Sequence[int | str]) -> list[Enum]:
    """What the closed list at a place holds, however deep it lies."""
    fields = [found for _, found in _walked(model, place) if found is not None]
    return [one for kind in _enums(fields[-1].annotation) for one in kind] if fields else []


def _enums(annotation: Any) -> list[type[Enum]]:
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return [annotation]
    return [kind for inner in get_args(annotation) for kind in _enums(inner)]


def _formed(model: type[BaseModel], place: tuple[int | str, ...]) -> tuple[str, str]:
    field = model.model_fields.get(str(place[0])) if len(place) == 1 else None
    examples = (field.examples or []) if field is not None else []
    if not examples:
        return _SAID["string_pattern_mismatch"]
    such = "、".join(map(str, examples)), ", ".join(map(str, examples))
    return f"格式不对，应如 {such[0]}", f"is not in the form that is wanted, such as {such[1]}"


def _once(texts: Any) -> list[str]:
    return list(dict.fromkeys(texts))[:_MOST]


def _title(field: FieldInfo, name: str) -> tuple[str, str]:
    zh, _, en = (field.title or "").partition(" / ")
    return zh or f"“{name}”", en or name.replace("_", " ")


def _models(annotation: Any) -> list[type[BaseModel]]:
    """The models that a field may hold, at whatever depth of lists and choices."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for inner in get_args(annotation) for model in _models(inner)]


def _branches(models: Sequence[type[BaseModel]]) -> set[str]:
    """Tags and names of a choice between models stand in a place, but are no fields."""
    tags = {str(value) for model in models for f in model.model_fields.values() for value in get_args(f.annotation)}
    return tags | {model.__name__ for model in models}
