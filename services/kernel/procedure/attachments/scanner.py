"""The virus scanner's hook: a command of the organ's own that reads the file from its standard input.

Exit code 0: clean; 1: infected (`clamdscan` and `clamscan` have it so); anything else, or no end in time: the scanner
is not at hand, and the file is refused. A file that nobody could look at is not taken in.
"""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass

from services.kernel.refusals import Refusal, Unavailable

CLEAN, INFECTED = 0, 1


class InfectedFile(Refusal):
    code = "kernel.file-infected"
    kind = "invalid"
    next = ("请在本机查杀病毒后重新制作文件。", "Clean your machine and make the file anew.")


class ScannerUnavailable(Unavailable):
    code = "kernel.scanner-unavailable"
    next = (
        "请系统管理员检查查杀程序，稍后再上传。",
        "Ask the system administrator to look at the scanner, and upload it later.",
    )


@dataclass(frozen=True)
class Scanner:
    """`command` is the argument list, run without a shell."""

    command: Sequence[str]
    seconds: float = 60.0

    def check(self, content: bytes) -> None:
        """Refuses what is infected, and what could not be looked at."""
        with tempfile.TemporaryFile() as file:  # no pipe: nothing to feed while waiting
            file.write(content)
            file.seek(0)
            try:
                ended = subprocess.run(
                    list(self.command),
                    stdin=file,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    timeout=self.seconds,
                    check=False,
                )
            except (OSError, subprocess.TimeoutExpired) as reason:
                raise _unavailable() from reason
        if ended.returncode == INFECTED:
            raise InfectedFile(
                "文件未通过病毒查杀，不予接收。", "The virus scanner found the file infected; it is not taken in."
            )
        if ended.returncode != CLEAN:
            raise _unavailable()


def _unavailable() -> ScannerUnavailable:
    return ScannerUnavailable(
        "病毒查杀程序没有应答，文件暂不能接收，请系统管理员检查。",
        "The virus scanner does not work, so no file is taken in; ask the system administrator.",
    )
