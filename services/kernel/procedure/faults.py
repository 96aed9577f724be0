"""What is wrong with the fields of a request, in words: their titles instead of their wire names, and the cause in both
languages. Knows no operation by name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from services.kernel.refusals import Invalid

_CHINESE: Mapping[str, str] = {
    "missing": "必填",
    "extra_forbidden": "没有这个字段",
    "string_too_short": "不能为空或太短",
    "string_too_long": "太长",
    "string_pattern_mismatch": "格式不对",
    "string_type": "须为文字",
    "enum": "不在可选范围内",
    "literal_error": "不在可选范围内",
    "uuid_parsing": "不是有效的编号",
    "uuid_type": "不是有效的编号",
    "date_from_datetime_parsing": "日期应如 2026-03-02",
    "date_from_datetime_inexact": "日期应如 2026-03-02",
    "date_parsing": "日期应如 2026-03-02",
    "date_type": "日期应如 2026-03-02",
    "time_parsing": "时间应如 08:30",
    "datetime_parsing": "时间应如 2026-03-02T08:30:00+08:00",
    "datetime_type": "时间应如 2026-03-02T08:30:00+08:00",
    "time_type": "时间应如 08:30",
    "datetime_from_date_parsing": "时间应如 2026-03-02T08:30:00+08:00",
    "timezone_aware": "时间须带时区",
    "int_parsing": "须为整数",
    "int_type": "须为整数",
    "int_from_float": "须为整数",
    "decimal_parsing": "须为数字",
    "decimal_type": "须为数字",
    "decimal_max_places": "小数位数太多",
    "bool_parsing": "须为是或否",
    "bool_type": "须为是或否",
    "greater_than_equal": "太小",
    "greater_than": "太小",
    "less_than_equal": "太大",
    "less_than": "太大",
    "too_short": "至少要有一项",
    "too_long": "项数太多",
    "list_type": "须为列表",
    "tuple_type": "须为列表",
    "dict_type": "须为对象",
    "model_type": "须为对象",
    "model_attributes_type": "须为对象",
    "union_tag_invalid": "种类不对",
    "union_tag_not_found": "没有写明种类",
}
"""The validator's reasons by their stable type; its own texts are English."""
_UNSAID = "不符合要求"
_MOST = 5
"""Faults that the sentence tells; the list beside it holds them all."""
_WHOLE = ("内容", "the whole")


def refused(model: type[BaseModel], error: ValidationError) -> Invalid:
    """Names every field and what is wrong with it; what was sent is never repeated."""
    shown = error.errors(include_url=False, include_input=False, include_context=False)
    fields = [_field(model, e["loc"], e["type"], e["msg"]) for e in shown]
    more = len(fields) > _MOST
    return Invalid(
        f"{'；'.join(_once(f['title_zh'] + '：' + f['zh'] for f in fields))}{'等' if more else ''}。",
        f"{'; '.join(_once(f['title_en'] + ': ' + f['en'] for f in fields))}{' and more' if more else ''}.",
        fields=[{k: v for k, v in f.items() if not k.startswith("title_")} for f in fields],
    )


def titles(model: type[BaseModel], place: Sequence[int | str]) -> tuple[str, str]:
    """A field as forms call it, in Chinese and English; one of a list by its number in it."""
    zh, en = "", ""
    models = [model]
    for part in place:
        if isinstance(part, int):
            zh, en = f"{zh}第{part + 1}项", f"{en} {part + 1}"
            continue
        found = next((each.model_fields[part] for each in models if part in each.model_fields), None)
        if found is None:
            if part not in _branches(models):
                zh, en = f"{zh}“{part}”", f"{en} “{part}”"
            continue
        more_zh, more_en = _title(found, part)
        zh, en = zh + more_zh, f"{en} {more_en}"
        models = list(_models(found.annotation))
    return (zh, en.strip()) if zh else _WHOLE


def _field(model: type[BaseModel], place: tuple[int | str, ...], kind: str, message: str) -> dict[str, Any]:
    zh, en = _CHINESE.get(kind, _UNSAID), message
    if kind == "value_error":  # said by a validator of ours, in both languages
        own = message.removeprefix("Value error, ")
        first, _, second = own.partition(" / ")
        zh, en = (first, second or first) if re.search("[\u4e00-\u9fff]", first) else (_UNSAID, own)
    if kind == "string_pattern_mismatch":  # in the form of an example, not in the validator's language
        zh, en = _formed(model, place)
    title_zh, title_en = titles(model, place)
    said = {"zh": zh, "en": en, "title_zh": title_zh, "title_en": title_en}
    return {"field": ".".join(map(str, place)), "type": kind, **said}


def _formed(model: type[BaseModel], place: tuple[int | str, ...]) -> tuple[str, str]:
    field = model.model_fields.get(str(place[0])) if len(place) == 1 else None
    examples = (field.examples or []) if field is not None else []
    if not examples:
        return _CHINESE["string_pattern_mismatch"], "is not in the form that is wanted"
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
