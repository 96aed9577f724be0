"""The port of stored files: one suite for every adapter; what kind of file bytes are; the virus scanner's hook."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from services.kernel.procedure.attachments.files import FileAltered, FileMissing, Files, FolderFiles, digest_of
from services.kernel.procedure.attachments.scanner import InfectedFile, Scanner, ScannerUnavailable

PAPER = b"%PDF-1.7 a paper"
OTHER = b"%PDF-1.7 another"


class FilesSuite:
    """What every adapter of the port keeps. `writer` and `reader` may be two replicas' views of one place."""

    writer: Files
    reader: Files
    spoil: Callable[[str, bytes], None]

    def test_what_is_put_is_had_again_by_its_digest(self) -> None:
        digest = self.writer.put(PAPER)
        assert digest == digest_of(PAPER)
        assert self.reader.get(digest) == PAPER
        assert self.reader.has(digest)

    def test_the_same_bytes_are_one_file(self) -> None:
        assert self.writer.put(PAPER) == self.reader.put(PAPER)
        assert [(held.digest, held.size) for held in self.reader.each()] == [(digest_of(PAPER), len(PAPER))]

    def test_everything_is_listed_by_digest_and_nothing_else(self) -> None:
        digests = [self.writer.put(content) for content in (PAPER, OTHER, b"")]
        assert [held.digest for held in self.reader.each()] == sorted(digests)

    def test_what_is_not_there_is_said_to_be_missing(self) -> None:
        assert not self.reader.has(digest_of(PAPER))
        with pytest.raises(FileMissing):
            self.reader.get(digest_of(PAPER))

    def test_altered_bytes_are_never_given_out_nor_taken_for_stored(self) -> None:
        digest = self.writer.put(PAPER)
        self.spoil(digest, PAPER[:-1] + b"R")
        with pytest.raises(FileAltered):
            self.reader.get(digest)
        with pytest.raises(FileAltered):
            self.writer.put(PAPER)  # it would be recorded as stored, and could never be had
        self.spoil(digest, b"")
        with pytest.raises(FileAltered):
            self.reader.get(digest)

    def test_each_service_has_its_own_part(self) -> None:
        documents, finance = self.writer.of("documents"), self.reader.of("finance")
        digest = documents.put(PAPER)
        assert not finance.has(digest)
        assert list(finance.each()) == []
        assert list(self.reader.each()) == []
        assert self.reader.of("documents").get(digest) == PAPER

    def test_what_is_removed_is_gone_and_may_be_put_again(self) -> None:
        digest = self.writer.put(PAPER)
        self.reader.remove(digest)
        self.reader.remove(digest)
        assert not self.writer.has(digest)
        assert self.writer.put(PAPER) == digest
        assert self.reader.get(digest) == PAPER

    @pytest.mark.parametrize(
        "name", ["", "..", "../../etc/passwd", "a" * 63, "A" * 64, "a" * 64 + "/x", "a" * 64 + "\n"]
    )
    def test_only_a_digest_names_a_file(self, name: str) -> None:
        for use in (self.reader.get, self.reader.has, self.reader.remove):
            with pytest.raises(ValueError, match="not a digest"):
                use(name)

    def test_many_put_the_same_and_different_files_at_once(self) -> None:
        contents = [bytes([65 + number % 5]) * 300_000 for number in range(20)]
        found: list[str] = []
        put = [threading.Thread(target=lambda c=c: found.append(self.writer.put(c))) for c in contents]  # type: ignore[misc]
        for thread in put:
            thread.start()
        for thread in put:
            thread.join()
        assert sorted(found) == sorted(map(digest_of, contents))
        assert [held.digest for held in self.reader.each()] == sorted(set(found))
        assert all(self.reader.get(digest) for digest in found)


class InFolder(FilesSuite):
    @pytest.fixture(autouse=True)
    def place(self, tmp_path: Path) -> None:
        self.folder = tmp_path / "files"
        self.writer = self.reader = FolderFiles(self.folder)

        def spoil(digest: str, content: bytes) -> None:
            path = self.folder / digest[:2] / digest
            path.chmod(0o640)
            path.write_bytes(content)

        self.spoil = spoil


class TestFolder(InFolder):
    def test_a_write_that_breaks_off_leaves_nothing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def full(handle: int) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space"):
            self.writer.put(PAPER)
        assert list(self.writer.each()) == []
        assert [path for path in self.folder.rglob("*") if path.is_file()] == []

    def test_a_file_is_written_whole_before_it_has_its_name(self, monkeypatch: pytest.MonkeyPatch) -> None:
        seen: list[bytes] = []
        rename = Path.rename

        def renamed(path: Path, target: Path) -> Path:
            seen.append(path.read_bytes())
            assert not Path(target).exists()
            return rename(path, target)

        monkeypatch.setattr(Path, "rename", renamed)
        self.writer.put(PAPER * 200_000)
        assert seen == [PAPER * 200_000]

    def test_what_a_power_cut_left_is_no_file_and_is_cleared_when_old(self) -> None:
        digest = self.writer.put(PAPER)
        (self.folder / "under-way" / "abc").write_bytes(PAPER[:5])
        assert [held.digest for held in self.writer.each()] == [digest]
        assert self.writer.clear(datetime.now(UTC) - timedelta(hours=1)) == 0
        assert self.writer.clear(datetime.now(UTC) + timedelta(hours=1)) == 1
        assert list((self.folder / "under-way").iterdir()) == []
        assert self.writer.get(digest) == PAPER

    def test_nobody_writes_to_a_stored_file_by_mistake(self) -> None:
        digest = self.writer.put(PAPER)
        assert (self.folder / digest[:2] / digest).stat().st_mode & 0o777 == 0o440

    def test_nobody_else_on_the_machine_lists_what_there_is(self) -> None:
        made = self.folder / "made" / "here"
        FolderFiles(made).put(PAPER)
        assert made.stat().st_mode & 0o077 == 0


class TestSharedFolder(InFolder):
    """Two replicas on one share."""

    @pytest.fixture(autouse=True)
    def two(self, place: None) -> None:
        self.reader = FolderFiles(self.folder)


# -- the scanner ------------------------------------------------------------------------------------------------------

SCANNER = """
import sys, time
data = sys.stdin.buffer.read()
if b"SLOW" in data: time.sleep(60)
if b"BROKEN" in data: sys.exit(2)
sys.exit(1 if b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE" in data else 0)
"""


@pytest.fixture
def scanner(tmp_path: Path) -> Scanner:
    script = tmp_path / "scanner.py"
    script.write_text(SCANNER)
    return Scanner((sys.executable, str(script)), seconds=20)


def test_a_clean_file_passes_and_an_infected_one_does_not(scanner: Scanner) -> None:
    scanner.check(PAPER)
    scanner.check(b"x" * 5_000_000)  # more than a pipe holds
    with pytest.raises(InfectedFile):
        scanner.check(PAPER + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE")


def test_a_scanner_that_fails_hangs_or_is_not_there_lets_nothing_pass(scanner: Scanner) -> None:
    with pytest.raises(ScannerUnavailable):
        scanner.check(b"BROKEN")
    with pytest.raises(ScannerUnavailable):
        Scanner(scanner.command, seconds=0.5).check(b"SLOW")
    with pytest.raises(ScannerUnavailable):
        Scanner(("/nowhere/scanner",)).check(PAPER)
