"""A child process that ends with its parent, in whatever way that ends: also killed, also with its terminal closed."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

PARENT = "JIKAO_PARENT"
"""In a child's environment: the process id of its parent."""
_PR_SET_PDEATHSIG = 1


def end_with_it() -> None:
    """Called first thing by what may be such a child. Killed like its parent: nothing here relies on an orderly end.

    The kernel's signal comes when the *thread* that started the child ends, so a parent starts its children from one
    that lives as long as itself.
    """
    parent = os.environ.pop(PARENT, "")
    if not parent:
        return
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != int(parent):  # it ended before it could be told
        os._exit(1)
