"""`python -m tests.contracts.record` writes the samples that are missing; it never changes one that is there.

`--anew TOPIC…` first forgets the samples of these facts (all, if none is named): never after a release.
"""

from __future__ import annotations

import itertools
import sys

from services.kernel.domain import events as facts
from services.kernel.domain.events import Event
from tests.contracts.stored import SAMPLES, declared, made, missing_fields, stored


def record(cls: type[Event]) -> str:
    numbered = (SAMPLES / f"{cls.TOPIC}{f'+{n}' if n > 1 else ''}.json" for n in itertools.count(1))
    path = next(path for path in numbered if not path.exists())
    path.write_bytes(facts.encode(made(cls)) + b"\n")
    return path.name


def main(arguments: list[str]) -> None:
    SAMPLES.mkdir(exist_ok=True)
    if arguments[:1] == ["--anew"]:
        for topic, path in list(stored()):
            if topic in arguments[1:] or not arguments[1:]:
                path.unlink()
    for cls in declared().values():
        if missing_fields(cls):
            print(record(cls))


if __name__ == "__main__":
    main(sys.argv[1:])
