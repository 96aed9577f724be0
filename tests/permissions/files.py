"""A file of a record, and the matrix's rows of what may be done with it (B9.3), the same in every service."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass

from tests.permissions.words import JULY, OFFICE, TOP, Row, row
from tests.permissions.world import Diary

PDF = b"%PDF-1.7 a file"
FILE = {"file_name": "材料.pdf", "content": base64.b64encode(PDF).decode()}
MORE = {"file_name": "补充.pdf", "content": base64.b64encode(b"%PDF-1.7 more").decode()}


@dataclass(frozen=True)
class Cabinet:
    """The attachments of one service."""

    service: str

    def prepare(self, diary: Diary, *attached: tuple[str, str, str]) -> None:
        """One that p027 uploaded for a record to come; of each (by, kind, record) a file."""
        diary.do("07-07T10:00", "p027", f"{self.service}.upload-file", **FILE)
        for by, kind, record in attached:
            diary.do("07-07T16:10", by, f"{self.service}.attach-file", kind=kind, record=f"@{record}", **FILE)

    def general(self) -> tuple[Row, ...]:
        return (
            row(f"{self.service}.upload-file", "everybody", **FILE),
            row(
                f"{self.service}.get-upload", "self", "by nobody else", digest=hashlib.sha256(PDF).hexdigest()
            ),
            row(f"{self.service}.check-files", "auditor administrator"),
            row(f"{self.service}.export-attachments", f"{OFFICE} {TOP}", **JULY),
        )  # fmt: skip

    def rows_of(
        self,
        kind: str,
        record: str,
        attach: str,
        see: str,
        but_not: tuple[str, ...] = (),
        *,
        attach_also: tuple[str, ...] = (),
        see_also: tuple[str, ...] = (),
    ) -> tuple[Row, ...]:
        """Whoever sees a record's content has its files; who may attach one may also remove it."""
        of = {"kind": kind, "record": f"@{record}"}
        one = {**of, "number": 1}
        said = f"of {record}"
        return (
            row(f"{self.service}.attach-file", attach, said, attach_also, but_not, **of, **MORE),
            row(f"{self.service}.remove-attachment", attach, said, attach_also, but_not, **one, reason="放错"),
            row(f"{self.service}.list-attachments", see, said, see_also, but_not, **of),
            row(f"{self.service}.get-attachment", see, said, see_also, but_not, **one),
            row(f"{self.service}.download-attachment", see, said, see_also, but_not, **one),
        )
