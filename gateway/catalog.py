"""What the operations say of themselves: who may do what, and the fields of each as a form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import msgspec
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from gateway.calls import API
from services.kernel.procedure.operations import Operation, upload_fields
from services.kernel.refusals import NotFound


def permissions(operations: Sequence[type[Operation]]) -> dict[str, Any]:
    """Operation × relation: the first relation that holds decides in which post somebody acts."""
    relations = {who.code: who for operation in operations for who in operation.WHO}
    return {
        "relations": [{"code": who.code, "zh": who.zh, "en": who.en} for who in relations.values()],
        "operations": [
            {
                "name": operation.NAME,
                "zh": operation.ZH,
                "en": operation.EN,
                "method": operation.METHOD,
                "path": API + operation.PATH,
                "writes": operation.WRITES,
                "cites": list(operation.CITES),
                "who": [who.code for who in operation.WHO],
            }
            for operation in operations
        ],
    }


def form(operations: Mapping[str, type[Operation]], name: str) -> dict[str, Any]:
    """The JSON schema of an operation's fields; a title `开始 / start` is split into both languages."""
    operation = operations.get(name)
    if operation is None:
        raise NotFound("没有这项业务操作。", "There is no such operation.", operation=name[:100])
    return {
        "operation": operation.NAME,
        "zh": operation.ZH,
        "en": operation.EN,
        "method": operation.METHOD,
        "path": API + operation.PATH,
        "path_fields": operation.path_fields(),
        "cites": list(operation.CITES),
        "who": [{"code": who.code, "zh": who.zh, "en": who.en} for who in operation.WHO],
        "schema": msgspec.json.decode(_schema(operation)),
    }


class _Fields(GenerateJsonSchema):
    """With the decimals that a number may have, which JSON schema has no word for."""

    def decimal_schema(self, schema: core_schema.DecimalSchema) -> JsonSchemaValue:
        found = super().decimal_schema(schema)
        for one in found.get("anyOf", ()):
            if one.get("type") == "number" and "decimal_places" in schema:
                one["x-decimals"] = schema["decimal_places"]
        return found


@cache
def _schema(operation: type[Operation]) -> bytes:
    """As it is sent: whoever takes one apart has one of their own."""
    schema = operation.model_json_schema(schema_generator=_Fields)
    uploads = upload_fields(operation)
    for field, described in schema.get("properties", {}).items():
        described["x-zh"], described["x-en"] = titles(field, described.get("title", ""))
        described["x-file"] = field in uploads
    return msgspec.json.encode(schema)


def titles(field: str, title: str) -> tuple[str, str]:
    """(Chinese, English) of a field."""
    zh, slash, en = title.partition(" / ")
    if slash:
        return zh.strip(), en.strip()
    plain = field.replace("_", " ")
    known = COMMON.get(field)
    return (known or title or plain), (title if title.isascii() and title else plain)


COMMON: Mapping[str, str] = {
    "person": "人员",
    "department": "部门",
    "quarter": "季度",
    "month": "月份",
    "year": "年度",
    "day": "日期",
    "start": "开始日期",
    "end": "结束日期",
    "first": "第一天",
    "last": "最后一天",
    "reason": "理由",
    "note": "备注",
    "kind": "种类",
    "status": "状态",
    "content": "文件",
    "file_name": "文件名",
    "after": "起点",
    "limit": "条数",
}
"""For fields whose declaration gives no Chinese title."""
