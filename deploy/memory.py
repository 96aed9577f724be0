"""How a process keeps house: while it builds itself, and when it serves."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import typing
from functools import cache

WHILE_BUILDING = 100_000, 50, 100
"""Modules and models stay: looking through all of them again and again takes a quarter of a start."""
YOUNG = 10_000
"""New objects before the collector looks at them; a command makes some hundreds, and nearly all die by themselves."""


def begin() -> None:
    """Nearly nothing that start-up makes is garbage: the collector looks rarely, until `settle`. And `typing` compiles
    the text of every annotation, fifty thousand of which three thousand differ: each once."""
    gc.set_threshold(*WHILE_BUILDING)
    vars(typing)["compile"] = cache(compile)


def settle() -> None:
    """Called once, when everything is built: it lives as long as the process, so the collector need not walk it. What
    building needed goes back to the machine."""
    vars(typing).pop("compile", None)
    gc.collect()
    with contextlib.suppress(OSError, AttributeError):  # not every C library can
        ctypes.CDLL(None).malloc_trim(0)
    gc.freeze()
    gc.set_threshold(YOUNG, 10, 10)
