"""A reader that misbehaves in the way its input names; run by `apart` in a process of its own."""

from __future__ import annotations

import os
import sys
from typing import IO

from services.kernel.procedure.apart import serve


def work(given: IO[bytes], made: IO[bytes]) -> None:
    asked = given.read()
    match asked.decode():
        case "memory":
            made.write(bytearray(1 << 38))
        case "time":
            while True:
                pass
        case "output":
            while True:
                made.write(b"x" * 1_000_000)
        case "abort":
            os.abort()
        case "fault":
            raise RuntimeError("a fault of the reader's own")
        case "secrets":
            made.write(" ".join(sorted(os.environ)).encode())
        case _:
            made.write(asked)


if __name__ == "__main__":
    sys.exit(serve(work))
