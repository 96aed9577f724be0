"""`jikao audit files`: every attachment of which the log speaks is there and unaltered, or is named."""

from __future__ import annotations

import base64
import os
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from deploy.cli import app
from deploy.embedded import Embedded
from deploy.organ_import import import_organ
from services.kernel.clock import SimulatedClock
from services.kernel.procedure.attachments.files import digest_of
from services.kernel.procedure.context import Call

ROOT = Path(__file__).parents[2]
MOMENT = datetime(2026, 7, 8, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
PAPERS = (b"%PDF-1.7 one", b"%PDF-1.7 two", b"%PDF-1.7 three")


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office in which three files were attached to a task; it is not running."""
    data = tmp_path_factory.mktemp("office") / "data"
    embedded = Embedded(data, clock=SimulatedClock(MOMENT))
    system = embedded.keys.system_token()
    import_organ(ROOT / "deploy/organ", lambda op: embedded.call(Call(op.NAME, op.model_dump(mode="json"), system)))
    embedded.settle()
    clerk = embedded.signer.sign("p011", token_id="clerk", seconds=600)
    task = {"department": "budget", "owner": "p027", "title": "督办", "source": "plan", "due": "2026-08-14"}
    made = embedded.call(Call("documents.assign-task", task, clerk)).location.rsplit("/", 1)[1]
    for number, paper in enumerate(PAPERS):
        file = {"file_name": f"{number}.pdf", "content": base64.b64encode(paper).decode()}
        embedded.call(Call("documents.attach-file", {"kind": "task", "record": made, **file}, clerk))
    embedded.close()
    return data


@pytest.fixture
def data(filled: Path) -> Iterator[Path]:
    """Put back as it was: only files are touched here."""
    kept = {path: path.read_bytes() for path in stored(filled)}
    yield filled
    for path in stored(filled):
        path.unlink()
    for path, content in kept.items():
        path.write_bytes(content)


def stored(data: Path) -> list[Path]:
    return [path for path in (data / "files").rglob("*") if path.is_file()]


def place(data: Path, content: bytes) -> Path:
    digest = digest_of(content)
    return data / "files" / "documents" / digest[:2] / digest


def run(data: Path, *words: str) -> int:
    with pytest.raises(SystemExit) as ended:
        app(("audit", "files", "--data", str(data), *words))
    return ended.value.code if isinstance(ended.value.code, int) else 2


def test_whole_files_are_proven_and_it_is_said_that_nobody_scans(
    data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(data) == 0
    said = capsys.readouterr().out
    assert "documents: 3 个附件完好" in said
    assert "no virus scanner is set" in said
    monkeypatch.setenv("JIKAO_SCANNER", '["clamdscan", "-"]')
    assert run(data, "documents") == 0
    assert "scanner" not in capsys.readouterr().out


def test_one_bit_that_is_turned_is_found(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = place(data, PAPERS[1])
    path.chmod(0o640)
    content = bytearray(PAPERS[1])
    content[-1] ^= 1
    path.write_bytes(content)
    assert run(data, "documents") == 1
    said = capsys.readouterr().out
    assert "被改动 / altered" in said
    assert "position 3, task" in said
    assert digest_of(PAPERS[1]) in said.replace("\n", "")


def test_a_file_that_is_gone_is_found(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place(data, PAPERS[0]).unlink()
    assert run(data, "documents") == 1
    assert "缺失 / missing: 第 2 条 / position 2, task" in capsys.readouterr().out


def test_a_whole_folder_that_is_gone_is_found(data: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("JIKAO_FILES", str(tmp_path / "elsewhere"))
    assert run(data, "documents") == 1


def test_what_nothing_speaks_of_is_counted_and_swept_when_old(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    young, old = (place(data, content) for content in (b"young", b"old"))
    for path in (young, old):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(path.name.encode())
    long_ago = time.time() - 40 * 86_400
    for path in (old, place(data, PAPERS[2])):
        os.utime(path, (long_ago, long_ago))
    assert run(data, "documents") == 0
    assert "2 files no fact speaks of, 128 bytes" in capsys.readouterr().out
    assert run(data, "documents", "--sweep-older-than", "30") == 0
    assert "1 removed" in capsys.readouterr().out
    assert young.exists()
    assert not old.exists()
    assert place(data, PAPERS[2]).exists(), "a fact speaks of it, however old it is"
    assert run(data, "documents", "--sweep-older-than", "0") == 2
    assert young.exists()
