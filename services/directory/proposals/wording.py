"""What a proposal orders, in words for whoever decides on it: by titles and names, as the organ is called today."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from services.directory.accounts.record import AccountRecord
from services.directory.organ import picture
from services.kernel.domain.words import Word
from services.kernel.procedure.context import Context
from services.kernel.procedure.faults import titles
from services.kernel.procedure.operations import Command
from services.kernel.procedure.record import shapes

Said = tuple[str, str]
"""In Chinese and in English."""
NOBODY: Said = ("无", "none")
EMPTY = (None, "", ())


def worded(order: Command, ctx: Context) -> Said:
    model = type(order)
    parts = []
    for name, field in model.model_fields.items():
        value = getattr(order, name)
        if value not in EMPTY:
            parts.append((titles(model, [name]), _said(order, name, value, ctx)))
        elif field.is_required():  # that there shall be none is what is ordered
            parts.append((titles(model, [name]), NOBODY))
    zh = "；".join(f"{title}：{said}" for (title, _), (said, _) in parts)
    return zh, "; ".join(f"{title}: {said}" for (_, title), (_, said) in parts)


def body_said(ctx: Context, id: str) -> Said:
    found = picture(ctx).body(id)
    return (found.zh, found.en) if found is not None else (id, id)


def _said(order: Command, name: str, value: Any, ctx: Context) -> Said:
    meaning = shapes(type(order))[name].meaning
    match meaning.kind if meaning is not None else name:
        case "person":
            said = picture(ctx).name_of(value)
        case "department":
            department = picture(ctx).department(value, ctx.today) or picture(ctx).department(value)
            return (department.zh, department.en) if department is not None else (value, value)
        case "post":
            post = picture(ctx).post(value)
            return (post.zh, post.en) if post is not None else (value, value)
        case "body":
            return body_said(ctx, value)
        case "role":
            body = picture(ctx).body(getattr(order, "body", ""))
            roles = {role.id: (role.zh, role.en) for role in body.roles} if body is not None else {}
            return roles.get(value, (value, value))
        case "account":
            account = ctx.row(AccountRecord, id=UUID(str(value)).hex)
            said = account.login if account is not None else str(value)
        case _:
            if isinstance(value, Word):
                return value.zh, value.en
            said = value.isoformat() if isinstance(value, date) else str(value)
    return said, said
