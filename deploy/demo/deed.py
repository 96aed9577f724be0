"""What a script of a quarter is made of: who does what, when. Plain data; knows no service."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Deed:
    """One operation by one caller at one moment (organ wall clock, with its zone).

    In `body` a text `"@L17"` stands for the id in the answer of the deed labelled `L17`, `"@D3/tasks/0"` for what
    stands there in its answer, and `{"@file": name}` for a file of the script. `expect` is the code of the refusal that
    must come; such a deed changes nothing.
    """

    at: datetime
    caller: str
    operation: str
    body: Mapping[str, Any] = field(default_factory=dict[str, Any])
    label: str = ""
    expect: str = ""


SYSTEM = "system"
