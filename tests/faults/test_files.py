"""Killed while a file is taken in: never a fact whose file is not there, at most a file of which no fact speaks."""

from __future__ import annotations

import base64
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from deploy.embedded import Embedded
from deploy.organ_import import import_organ
from services.kernel.clock import SimulatedClock
from services.kernel.procedure.attachments.audit import check_files, sweep
from services.kernel.procedure.attachments.files import digest_of
from services.kernel.procedure.context import Call

ROOT = Path(__file__).resolve().parents[2]
MOMENT = "2026-07-08T10:00:00+08:00"
PAPER = b"%PDF-1.7 a paper"
DYING = """
import os, pathlib, signal, sys
from datetime import datetime
from deploy.embedded import Embedded
from services.kernel.procedure.attachments import files
from services.kernel.log import writer
from services.kernel.clock import SimulatedClock
from services.kernel.procedure.context import Call

def die(*args, **named):
    os.kill(os.getpid(), signal.SIGKILL)

point, folder, task, content = sys.argv[1:]
embedded = Embedded(pathlib.Path(folder), clock=SimulatedClock(datetime.fromisoformat("2026-07-08T10:00:00+08:00")))
clerk = embedded.signer.sign("p011", token_id="clerk", seconds=600)
match point:
    case "writing": os.fsync = die
    case "named": files._keep_entry = die
    case "recording": writer.Writer.submit = die
file = {"kind": "task", "record": task, "file_name": "a.pdf", "content": content}
embedded.call(Call("documents.attach-file", file, clerk))
"""


@pytest.mark.parametrize(("point", "left"), [("writing", 0), ("named", 1), ("recording", 1)])
def test_killed_between_the_file_and_its_fact(tmp_path: Path, point: str, left: int) -> None:
    clock = SimulatedClock(datetime.fromisoformat(MOMENT))
    embedded = Embedded(tmp_path, clock=clock)
    system = embedded.keys.system_token()
    import_organ(ROOT / "deploy/organ", lambda op: embedded.call(Call(op.NAME, op.model_dump(mode="json"), system)))
    embedded.settle()
    clerk = embedded.signer.sign("p011", token_id="clerk", seconds=600)
    task = {"department": "budget", "owner": "p027", "title": "督办", "source": "plan", "due": "2026-08-14"}
    record = embedded.call(Call("documents.assign-task", task, clerk)).location.rsplit("/", 1)[1]
    content = base64.b64encode(PAPER).decode()
    embedded.close()

    died = subprocess.run(
        [sys.executable, "-c", DYING, point, str(tmp_path), record, content],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, check=False,
    )  # fmt: skip
    assert died.returncode == -signal.SIGKILL, died.stderr

    embedded = Embedded(tmp_path, clock=clock)
    app = embedded.services["documents"].app
    assert app.files is not None
    check = check_files(app.store, app.files)
    assert (check.files, check.faults, len(check.unspoken)) == (0, [], left)

    file = {"kind": "task", "record": record, "file_name": "a.pdf", "content": content}
    embedded.call(Call("documents.attach-file", file, clerk))  # sent again, as a browser's user would
    check = check_files(app.store, app.files)
    assert (check.files, check.faults, check.unspoken) == (1, [], [])
    sweep(app.store, app.files, datetime.now(UTC) + timedelta(days=1))
    assert [path.name for path in (tmp_path / "files").rglob("*") if path.is_file()] == [digest_of(PAPER)]
    embedded.close()
