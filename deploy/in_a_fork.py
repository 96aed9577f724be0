"""Work in a fork of this process: the memory that it takes goes back to the machine with it."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from typing import NoReturn

from deploy.parents import PARENT, end_with_it
from deploy.troubles import TROUBLE, told

INTERRUPTED = 128 + signal.SIGINT


def in_a_fork(work: Callable[[], object]) -> None:
    """Returns when `work` is done; what it ran into it has said itself, and ends the command with its exit code.

    For the beginning of a command, before there are threads: only the one that calls goes on in a fork.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    parent = os.getpid()
    child = os.fork()
    if child == 0:
        _carry_out(work, parent)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if code == INTERRUPTED:
        raise KeyboardInterrupt
    if code < 0:
        sys.stderr.write(
            f"装载被系统终止（信号 {-code}），请检查内存和磁盘后重新启动。\n"
            f"Loading was ended by the system (signal {-code}): look after memory and disk, then start again.\n"
        )
        sys.exit(TROUBLE)
    if code:
        sys.exit(code)


def _carry_out(work: Callable[[], object], parent: int) -> NoReturn:
    code = 1
    try:
        os.environ[PARENT] = str(parent)
        end_with_it()
        told(work)
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else _said(end)
    except KeyboardInterrupt:
        code = INTERRUPTED
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)  # nothing of the parent's is tidied up here: its files are open there


def _said(end: SystemExit) -> int:
    """As the interpreter would: the refusal is what it exits with."""
    if end.code is None:
        return 0
    sys.stderr.write(f"{end.code}\n")
    return 1
