"""A module a procedure: `ROWS` of the matrix, and `prepare(diary)` where they name records that must be made first."""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType


def found() -> list[ModuleType]:
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return [importlib.import_module(f"{__name__}.{name}") for name in names]
