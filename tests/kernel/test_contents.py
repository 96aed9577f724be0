"""What kind of file some bytes are, and what is refused whatever it is called."""

from __future__ import annotations

import contextlib
import zipfile
from io import BytesIO

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from services.kernel.procedure.attachments.contents import (
    KINDS,
    ActiveContent,
    BadFileName,
    EmptyFile,
    WrongKindOfFile,
    check_name,
    kind_of,
)
from services.kernel.procedure.workbook import Column, Sheet, write

ALL = tuple(kind.id for kind in KINDS)


def archive(*names: str, content: bytes = b"<x/>") -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as written:
        for name in names:
            written.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)  # the same bytes at any time
    return made.getvalue()


def compound(*streams: str) -> bytes:
    directory = b"".join((name.encode("utf-16-le") + b"\0\0").ljust(64, b"\0") for name in ("Root Entry", *streams))
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + directory


def word() -> bytes:
    made = BytesIO()
    document = Document()
    document.add_paragraph("会议纪要")
    document.save(made)
    return made.getvalue()


def sheet() -> bytes:
    return write([Sheet("台账", "台账", (Column("编号", 8),), [("1",)])])


DOCX = archive("[Content_Types].xml", "word/document.xml")
SOUND = {
    "通知.pdf": b"%PDF-1.7\n",
    "纪要.docx": word(),
    "台账.xlsx": sheet(),
    "汇报.PPTX": archive("[Content_Types].xml", "ppt/presentation.xml"),
    "公文.ofd": archive("OFD.xml", "Doc_0/Document.xml"),
    "旧文.doc": compound("WordDocument", "1Table"),
    "旧文.wps": compound("WordDocument"),
    "旧表.xls": compound("Workbook"),
    "旧表.et": compound("Book"),
    "旧片.ppt": compound("PowerPoint Document"),
    "旧片.dps": compound("PowerPoint Document"),
    "照片.png": b"\x89PNG\r\n\x1a\n",
    "照片.JPG": b"\xff\xd8\xff\xe0",
    "扫描.tif": b"II*\x00",
    "扫描.tiff": b"MM\x00*",
    "说明.txt": "第一行\r\n\t第二行".encode(),
    "名单.csv": "﻿姓名,部门\n".encode(),
    "旧名单.csv": "姓名,部门\n".encode("gb18030"),
}


@pytest.mark.parametrize("name", SOUND)
def test_the_offices_usual_files_are_known_by_what_they_contain(name: str) -> None:
    kind = kind_of(SOUND[name], name, declared="", allowed=ALL)
    assert name.rpartition(".")[2].lower() in kind.extensions
    assert kind_of(SOUND[name], name, declared=f"{kind.media_type}; charset=x", allowed=ALL) == kind


@pytest.mark.parametrize("name", SOUND)
def test_a_file_is_not_taken_under_another_kinds_name(name: str) -> None:
    family = kind_of(SOUND[name], name, declared="", allowed=ALL).family
    for kind in KINDS:
        if kind.family != family:
            with pytest.raises(WrongKindOfFile):
                kind_of(SOUND[name], f"文件.{kind.extensions[0]}", declared="", allowed=ALL)


def test_the_organ_decides_which_kinds_it_takes() -> None:
    with pytest.raises(WrongKindOfFile):
        kind_of(SOUND["通知.pdf"], "通知.pdf", declared="", allowed=("ofd",))
    with pytest.raises(WrongKindOfFile):
        kind_of(SOUND["通知.pdf"], "通知.pdf", declared="image/png", allowed=ALL)
    with pytest.raises(EmptyFile):
        kind_of(b"", "通知.pdf", declared="", allowed=ALL)


ACTIVE = {
    "a program": b"MZ\x90\x00",
    "a program of another system": b"\x7fELF\x02",
    "a shell script": b"#!/bin/sh\nrm -rf /",
    "a page": b"  <!DOCTYPE html><p>",
    "a drawing that may hold scripts": b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>",
    "a script in text": "说明\n<script>alert(1)</script>".encode(),
    "macros": archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
    "macros in capitals": archive("[Content_Types].xml", "xl/workbook.xml", "XL/VBAPROJECT.BIN"),
    "macro sheets": archive("[Content_Types].xml", "xl/workbook.xml", "xl/macrosheets/sheet1.xml"),
    "controls": archive("[Content_Types].xml", "word/document.xml", "word/activeX/activeX1.xml"),
    "old macros": compound("WordDocument", "_VBA_PROJECT"),
}


@pytest.mark.parametrize("what", ACTIVE)
@pytest.mark.parametrize("name", ["说明.txt", "纪要.docx", "台账.xlsx", "旧文.doc", "通知.pdf"])
def test_what_acts_when_opened_is_refused_whatever_it_is_called(what: str, name: str) -> None:
    with pytest.raises(ActiveContent):
        kind_of(ACTIVE[what], name, declared="", allowed=ALL)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("程序.exe", b"%PDF-1.7"),
        ("网页.html", b"text"),
        ("宏.docm", DOCX),
        ("宏.xlsm", sheet()),
        ("无扩展名", b"%PDF-1.7"),
        ("压缩包.zip", archive("a.txt")),
        ("纪要.docx", archive("a.txt")),
        ("纪要.docx", archive("[Content_Types].xml", "readme.xml")),
        ("纪要.docx", DOCX[:40]),
        ("旧文.doc", compound("EncryptedPackage")),
        ("说明.txt", b"\x00\x01\x02"),
        ("说明.txt", b"bell \x07"),
        ("说明.txt", b"\x81"),
    ],
)
def test_what_is_not_known_is_not_taken(name: str, content: bytes) -> None:
    with pytest.raises(WrongKindOfFile):
        kind_of(content, name, declared="", allowed=ALL)


def test_a_zip_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A gigabyte of zeros in a megabyte: only the directory is read."""
    bomb = archive("[Content_Types].xml", "word/document.xml", content=bytes(200_000_000))
    assert len(bomb) < 1_000_000

    def never(*args: object, **named: object) -> None:
        raise AssertionError("a member was opened")

    monkeypatch.setattr(zipfile.ZipFile, "open", never)
    assert kind_of(bomb, "纪要.docx", declared="", allowed=ALL).id == "docx"


@pytest.mark.parametrize(
    "name",
    [
        "../纪要.pdf", "/etc/passwd", "..\\纪要.pdf", "C:纪要.pdf", "a\x00.pdf", "a\n.pdf", "a\x7f.pdf", ".pdf", "..",
        "纪要.pdf ", "纪要.pdf.", " 纪要.pdf", "纪要\u202efdp.exe", "纪\u200b要.pdf", 'a".pdf', "a|b.pdf", "a*.pdf", "",
    ],
)  # fmt: skip
def test_names_that_lead_elsewhere_or_deceive_are_refused(name: str) -> None:
    with pytest.raises(BadFileName):
        check_name(name)


def test_a_name_is_kept_in_one_spelling() -> None:
    assert check_name("café（第1稿）.pdf") == "café（第1稿）.pdf"


@given(
    st.binary(max_size=300), st.sampled_from(ALL), st.sampled_from([b"", b"PK\x03\x04", b"%PDF-", b"\xd0\xcf\x11\xe0"])
)
def test_any_bytes_are_taken_or_refused_and_never_a_fault(content: bytes, kind: str, begins: bytes) -> None:
    extension = next(one.extensions[0] for one in KINDS if one.id == kind)
    with contextlib.suppress(WrongKindOfFile, ActiveContent, EmptyFile):
        assert kind_of(begins + content, f"文件.{extension}", declared="", allowed=ALL).id == kind
