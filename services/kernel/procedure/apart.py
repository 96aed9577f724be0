"""Reads bytes from outside in a process of its own, within bounds of memory and time: what dies there, dies alone.

A reader is a module that, run by itself, hands its work to `serve`; the work takes the bytes from one stream and writes
what it found to another. It is told no secret: of the environment only what Python needs.
"""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import resource
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from services.kernel.refusals import Refusal

log = logging.getLogger("jikao")
ROOT = Path(__file__).resolve().parents[3]
_MET_ITS_BOUND = 77
"""What a reader exits with that wanted too much and could still say so."""
_CUT_OFF = {-signal.SIGKILL, -signal.SIGXCPU, -signal.SIGXFSZ, -signal.SIGABRT, -signal.SIGSEGV, -signal.SIGBUS}
_INHERITED = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "VIRTUAL_ENV", "TMPDIR")
_SAID = 2_000  # of what a broken reader complains the log keeps no more


class BeyondBounds(Refusal):
    """Reading the file takes more memory or time than any honest one needs."""

    code = "kernel.file-beyond-bounds"
    kind = "too-large"
    next = ("请另存为新的文件，只保留需要的内容后再上传。", "Save what is needed in a new file, then upload that.")


class ReaderFailed(Exception):
    """The reader ended by a fault of its own and has said nothing usable."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """`memory` and `output` in bytes; `seconds` of the processor, and twice as many on the wall."""

    memory: int = 1 << 30
    seconds: int = 120
    output: int = 1 << 30


@contextlib.contextmanager
def read_apart(reader: str, content: bytes, bounds: Bounds) -> Iterator[IO[bytes]]:
    """What the module `reader` makes of the bytes. Raises BeyondBounds or ReaderFailed before there is anything."""
    command = [sys.executable, "-m", reader, str(bounds.memory), str(bounds.seconds), str(bounds.output)]
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as made, tempfile.TemporaryFile() as said:
        given.write(content)
        given.seek(0)
        try:
            ended = subprocess.run(
                command,
                cwd=ROOT,
                env={name: os.environ[name] for name in _INHERITED if name in os.environ},
                stdin=given,
                stdout=made,
                stderr=said,
                timeout=2 * bounds.seconds,
                check=False,
            )
        except subprocess.TimeoutExpired as late:
            raise _beyond() from late
        if ended.returncode == _MET_ITS_BOUND or ended.returncode in _CUT_OFF:
            raise _beyond()
        if ended.returncode != 0:
            said.seek(0)
            complaint = said.read()[-_SAID:].decode("utf-8", "replace")
            log.error("%s ended with %s: %s", reader, ended.returncode, complaint)
            raise ReaderFailed(reader)
        made.seek(0)
        yield made


def serve(work: Callable[[IO[bytes], IO[bytes]], None]) -> int:
    """In the reader: its work, once the bounds that stand in its arguments hold. Returns what to exit with."""
    _confine()
    made = sys.stdout.buffer
    try:
        work(sys.stdin.buffer, made)
        made.flush()
    except MemoryError:
        return _MET_ITS_BOUND
    except OSError as full:
        if full.errno != errno.EFBIG:
            raise
        os._exit(_MET_ITS_BOUND)  # nothing more is to be written, neither by the buffers on the way out
    return 0


def _confine() -> None:
    memory, seconds, output = (int(bound) for bound in sys.argv[1:4])
    for kind, bound in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, output),
        (resource.RLIMIT_CORE, 0),
    ):
        with contextlib.suppress(ValueError, OSError):  # a lower bound from above holds anyway
            resource.setrlimit(kind, (bound, bound))


def _beyond() -> BeyondBounds:
    return BeyondBounds(
        "读取该文件所需的内存或时间超出限度，不予接收：请只保留所需的工作表和行，另存后再试。",
        "Reading this file takes more memory or time than is allowed: keep the sheets and rows that are needed, save "
        "it again and repeat.",
    )
