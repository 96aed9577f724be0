"""The organ as documents see it."""

from __future__ import annotations

from services.directory.organ import (
    check_department,
    check_person,
    department_named,
    person_named,
    picture,
)

__all__ = ["check_department", "check_person", "department_named", "person_named", "picture"]
