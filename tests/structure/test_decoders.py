"""What reads bytes into classes is made while its module is imported: msgspec works a class out at its first use, and
two threads that do so at the same moment end the process."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.structure.test_structure import ROOT, modules

FIRST_USES = """
import sys, threading
from datetime import date
from uuid import UUID

from services.kernel.domain.events import Event, Part, decode, encode
from tests.given import DAY, noon

sys.setswitchinterval(1e-6)
members = {f"day_{n}": tuple[date, ...] | None for n in range(20)}
for number in range(60):
    names = {"__module__": __name__, "__qualname__": f"Piece{number}"}
    piece = type(Part)(f"Piece{number}", (Part,), names | {"__annotations__": members} | dict.fromkeys(members))
    parts = {f"part_{n}": tuple[piece, ...] for n in range(20)}
    topic = f"sample.heaped-{'a' * (number + 1)}.v1"
    names = {"__module__": __name__, "__qualname__": f"Heaped{number}", "TOPIC": topic}
    heaped = type(Event)(f"Heaped{number}", (Event,), names | {"__annotations__": parts} | dict.fromkeys(parts, ()))
    event = heaped(
        originator_id=UUID(int=number + 1),
        originator_version=1,
        timestamp=noon(DAY),
        day=DAY,
        part_19=(piece(day_19=(DAY,)),),
    )
    state, together = encode(event), threading.Barrier(6)

    def read() -> None:
        together.wait()
        assert decode(topic, state) == event

    people = [threading.Thread(target=read) for _ in range(6)]
    for person in people:
        person.start()
    for person in people:
        person.join()
"""


def test_many_may_read_a_kind_of_fact_first() -> None:
    done = subprocess.run([sys.executable, "-c", FIRST_USES], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_no_class_is_worked_out_while_people_work() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for path, tree in modules("services", "gateway", "deploy")
        for line in _worked_out_late(tree)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("source", "refused"),
    [
        ("_read = msgspec.json.Decoder(Told)", False),
        ("class Meta(type):\n    def __new__(mcs): return msgspec.json.Decoder(mcs)", False),
        ("def told(body): return msgspec.json.Decoder(Told).decode(body)", True),
        ("def told(body): return msgspec.msgpack.decode(body, type=Told)", True),
        ("def told(body): return msgspec.convert(body, Told)", True),
        ("def told(body): return msgspec.json.decode(body)", False),
    ],
)
def test_the_check_sees(source: str, refused: bool) -> None:
    assert bool(list(_worked_out_late(ast.parse(source)))) is refused


def _worked_out_late(tree: ast.Module) -> Iterator[int]:
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef) or function.name == "__new__":
            continue
        for call in ast.walk(function):
            if isinstance(call, ast.Call) and (said := ast.unparse(call.func)).startswith("msgspec."):
                typed = said.endswith(".decode") and any(keyword.arg == "type" for keyword in call.keywords)
                if typed or said.endswith((".Decoder", ".convert")):
                    yield call.lineno
