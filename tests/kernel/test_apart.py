"""What reads bytes from outside dies alone: whatever a file makes the reader do, its caller gets a refusal."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest

from services.kernel.procedure import archives
from services.kernel.procedure.apart import BeyondBounds, Bounds, ReaderFailed, read_apart
from services.kernel.procedure.attachments.contents import kind_of

pytestmark = pytest.mark.slow

READER = "tests.kernel.greedy"
NARROW = Bounds(memory=512 << 20, seconds=1, output=4 << 20)


def said(asked: str, bounds: Bounds = NARROW) -> str:
    with read_apart(READER, asked.encode(), bounds) as made:
        return made.read().decode()


def test_what_a_reader_makes_is_handed_back() -> None:
    assert said("如所见") == "如所见"


@pytest.mark.parametrize("asked", ["memory", "time", "output", "abort"])
def test_a_reader_that_wants_too_much_is_a_refusal(asked: str) -> None:
    with pytest.raises(BeyondBounds) as refused:
        said(asked)
    assert refused.value.kind == "too-large"
    assert "另存" in refused.value.zh


def test_a_fault_of_the_reader_is_told_apart_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(ReaderFailed):
        said("fault")
    assert "a fault of the reader's own" in caplog.text


def test_a_reader_is_told_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JIKAO_KEY", "secret")
    assert "PATH" in said("secrets")
    assert "JIKAO" not in said("secrets")


# -- archives ---------------------------------------------------------------------------------------------------------


def archive(parts: int, comment: bytes = b"") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        made.comment = comment
        for number in range(parts):
            made.writestr(f"part{number}", b"")
    return buffer.getvalue()


def claiming(size: int, *, long: bool, comment: bytes = b"") -> bytes:
    """An archive's end alone, which says that the directory before it is of this size."""
    narrow = 0xFFFFFFFF if long else size
    end = b"PK\x05\x06" + struct.pack("<4H2LH", 0, 0, 1, 1, narrow, 0, len(comment)) + comment
    if not long:
        return b"PK\x03\x04" + end
    record = b"PK\x06\x06" + struct.pack("<Q2H2L4Q", 44, 45, 45, 0, 0, 1, 1, size, 0)
    return b"PK\x03\x04" + record + b"PK\x06\x07" + struct.pack("<LQL", 0, 4, 1) + end


@pytest.mark.parametrize("long", [False, True])
@pytest.mark.parametrize("comment", [b"", b"by hand"])
def test_an_archives_directory_is_measured_before_it_is_read(long: bool, comment: bytes) -> None:
    with pytest.raises(archives.TooManyParts):
        archives.opened(claiming(archives.DIRECTORY_LIMIT + 1, long=long, comment=comment))
    with pytest.raises(zipfile.BadZipFile):
        archives.opened(claiming(10_000, long=long, comment=comment))


def test_an_ordinary_archive_is_opened() -> None:
    assert len(archives.opened(archive(300, b"with a comment")).namelist()) == 300


def test_an_attachment_of_too_many_parts_is_refused_unopened() -> None:
    bomb = claiming(archives.DIRECTORY_LIMIT + 1, long=False)
    with pytest.raises(archives.TooManyParts):
        kind_of(bomb, "报告.docx", declared="", allowed=["docx"])
