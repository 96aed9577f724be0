"""Which stream of facts a person, post, department, body, calendar or account has.

The natural key decides, so imports may be repeated.
"""

from __future__ import annotations

from typing import Final, Literal
from uuid import UUID, uuid5

_ROOT: Final = UUID("5b2a6a0e-6d1c-5f43-9a3e-2f3f0d1c7a11")

Kind = Literal["person", "post", "department", "body", "calendar", "account"]


def stream(kind: Kind, id: str) -> UUID:
    return uuid5(_ROOT, f"{kind}:{id}")
