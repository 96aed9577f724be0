"""The organ as documents see it: the mirror of the directory."""

from __future__ import annotations

from datetime import date

from services.directory.picture import Picture
from services.kernel.context import Context
from services.kernel.refusals import Invalid


def picture(ctx: Context) -> Picture:
    """The directory as this transaction knows it."""
    assert isinstance(ctx.organ, Picture)
    return ctx.organ


def check_department(ctx: Context, department: str, on: date, field: str = "department") -> None:
    """Refuses a department that does not exist on the day."""
    found = picture(ctx).department(department, on)
    if found is None or not found.is_open(on):
        raise Invalid("没有这个部门。", "There is no such department.", fields=[{"field": field, "value": department}])


def check_person(ctx: Context, person: str, on: date, field: str = "person") -> None:
    """Refuses a person who is not in the organ on the day."""
    if not picture(ctx).is_active(person, on):
        raise Invalid(
            "该人员当日不在本机关。", "The person is not in the organ.", fields=[{"field": field, "value": person}]
        )


def department_named(ctx: Context, department: str) -> str:
    found = picture(ctx).department(department, ctx.today)
    return found.zh if found else department


def person_named(ctx: Context, person: str) -> str:
    found = picture(ctx).person(person)
    return found.name if found else person
