"""What kind of file some bytes are: told by the bytes, and the name must agree. Opens nothing, unpacks nothing.

Of an archive only the directory is read. Scripts, programs, markup and macros are refused whatever they are called;
what hides inside a document's own format is the virus scanner's to find.
"""

from __future__ import annotations

import re
import unicodedata
import zipfile
from collections.abc import Collection
from dataclasses import dataclass

from services.kernel.procedure import archives
from services.kernel.refusals import Refusal


class BadFileName(Refusal):
    code = "kernel.file-name"
    kind = "invalid"
    next = ("请改名后再上传。", "Rename the file, then upload it.")


class FileTooLarge(Refusal):
    code = "kernel.file-too-large"
    kind = "too-large"
    next = ("请压缩图片或拆分文件后再上传。", "Make it smaller or split it, then upload it.")


class EmptyFile(Refusal):
    code = "kernel.file-empty"
    kind = "invalid"
    next = ("请核对文件内容后再上传。", "Check the file, then upload it again.")


class ActiveContent(Refusal):
    """A program, a script, markup or macros: what acts when it is opened."""

    code = "kernel.file-active"
    kind = "invalid"
    next = (
        "请另存为不含程序、脚本和宏的格式后再上传。",
        "Save it without programs, scripts and macros, then upload it.",
    )


class WrongKindOfFile(Refusal):
    """Of no kind that is taken, or not of the kind that its name or its sender says."""

    code = "kernel.file-kind"
    kind = "invalid"
    next = ("请另存为可接收的格式后再上传。", "Save it in one of the formats that are taken, then upload it.")


@dataclass(frozen=True, slots=True)
class Kind:
    id: str
    media_type: str
    extensions: tuple[str, ...]
    family: str
    """What the bytes can tell: kinds of one family differ in their names alone."""


_OFFICE = "application/vnd.openxmlformats-officedocument."
KINDS = (
    Kind("pdf", "application/pdf", ("pdf",), "pdf"),
    Kind("docx", f"{_OFFICE}wordprocessingml.document", ("docx",), "docx"),
    Kind("xlsx", f"{_OFFICE}spreadsheetml.sheet", ("xlsx",), "xlsx"),
    Kind("pptx", f"{_OFFICE}presentationml.presentation", ("pptx",), "pptx"),
    Kind("ofd", "application/ofd", ("ofd",), "ofd"),
    Kind("doc", "application/msword", ("doc",), "ole-text"),
    Kind("xls", "application/vnd.ms-excel", ("xls",), "ole-sheet"),
    Kind("ppt", "application/vnd.ms-powerpoint", ("ppt",), "ole-slides"),
    Kind("wps", "application/vnd.ms-works", ("wps",), "ole-text"),
    Kind("et", "application/vnd.ms-excel", ("et",), "ole-sheet"),
    Kind("dps", "application/vnd.ms-powerpoint", ("dps",), "ole-slides"),
    Kind("png", "image/png", ("png",), "png"),
    Kind("jpeg", "image/jpeg", ("jpg", "jpeg"), "jpeg"),
    Kind("tiff", "image/tiff", ("tif", "tiff"), "tiff"),
    Kind("txt", "text/plain", ("txt",), "text"),
    Kind("csv", "text/csv", ("csv",), "text"),
)
_BY_EXTENSION = {extension: kind for kind in KINDS for extension in kind.extensions}

_MAGIC = (
    (b"%PDF-", "pdf"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
)
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PARTS = (
    (re.compile(r"word/document\d*\.xml"), "docx"),
    (re.compile(r"xl/workbook\d*\.xml"), "xlsx"),
    (re.compile(r"ppt/presentation\d*\.xml"), "pptx"),
)
_MACROS = re.compile(r"(?:^|/)(?:vbaproject|vbadata|macrosheets|activex|attachedtoolbars)", re.IGNORECASE)
_STREAMS = (
    ("WordDocument", "ole-text"),
    ("Workbook", "ole-sheet"),
    ("Book", "ole-sheet"),
    ("PowerPoint Document", "ole-slides"),
)
_OLE_MACROS = "_VBA_PROJECT".encode("utf-16-le")
_PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xfe\xed\xfa")
_MARKUP = re.compile(r"<(?:!doctype|\?xml|\?php|html|svg|script|head|body|iframe|job|hta)\b|<!--|<%", re.IGNORECASE)
_FORBIDDEN_IN_NAMES = frozenset('/\\<>:"|?*')
_LOOKED_AT = 4096


def check_name(name: str) -> str:
    """The name as it is kept (Unicode NFC). Refuses what is no plain file name on some system a reader may have."""
    kept = unicodedata.normalize("NFC", name)
    wrong = _FORBIDDEN_IN_NAMES.intersection(kept) or any(unicodedata.category(c) in ("Cc", "Cf", "Co") for c in kept)
    if wrong or kept != kept.strip(" .") or not kept:
        raise BadFileName(
            '文件名不能含有 / \\ < > : " | ? * 或控制字符，也不能以点或空格开头、结尾。',
            "A file's name holds none of / \\ < > : \" | ? *, no control characters, no dot or space at either end.",
            fields=[{"field": "file_name"}],
        )
    return kept


def kind_of(content: bytes, name: str, *, declared: str, allowed: Collection[str]) -> Kind:
    """The kind of a file whose bytes, name, and (where one was given) declared media type agree."""
    if not content:
        raise EmptyFile("文件是空的。", "The file is empty.", fields=[{"field": "content"}])
    family = _family(content)
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    kind = _BY_EXTENSION.get(extension)
    if kind is None or kind.id not in allowed:
        raise WrongKindOfFile(
            f"不接收“{extension or name}”文件，可接收：{'、'.join(allowed)}。",
            f"Files of the kind {extension or name!r} are not taken; taken are: {', '.join(allowed)}.",
            fields=[{"field": "file_name"}],
        )
    if kind.family != family:
        raise WrongKindOfFile(
            f"文件内容不是有效的 {extension} 文件，请用正确的格式另存后再上传。",
            f"What the file contains is no {extension} file; save it in the right format and send it again.",
            fields=[{"field": "content"}],
        )
    if declared and declared.partition(";")[0].strip().lower() != kind.media_type:
        raise WrongKindOfFile(
            f"所报内容类型与文件不符，应为 {kind.media_type}。",
            f"The declared media type does not fit the file: it is {kind.media_type}.",
            fields=[{"field": "media_type"}],
        )
    return kind


def _family(content: bytes) -> str:
    """Empty where the bytes are of no kind known here."""
    if content.startswith(_PROGRAMS):
        raise _active("程序或脚本", "a program or a script")
    for magic, family in _MAGIC:
        if content.startswith(magic):
            return family
    if content.startswith(_ZIP):
        return _archive(content)
    if content.startswith(_OLE):
        return _compound(content)
    return _text(content)


def _archive(content: bytes) -> str:
    try:
        with archives.opened(content) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return ""
    if any(_MACROS.search(name) for name in names):
        raise _active("宏", "macros")
    if "OFD.xml" in names:
        return "ofd"
    if "[Content_Types].xml" in names:
        return next((family for part, family in _PARTS if any(part.fullmatch(name) for name in names)), "")
    return ""


def _compound(content: bytes) -> str:
    """The streams' names stand in the directory as UTF-16."""
    if _OLE_MACROS in content:
        raise _active("宏", "macros")
    return next((family for stream, family in _STREAMS if stream.encode("utf-16-le") + b"\0\0" in content), "")


def _text(content: bytes) -> str:
    text = _decoded(content)
    if text is None or any(unicodedata.category(c) == "Cc" and c not in "\t\r\n\f" for c in set(text)):
        return ""
    if _MARKUP.search(text[:_LOOKED_AT]):
        raise _active("网页或脚本", "markup or a script")
    return "text"


def _decoded(content: bytes) -> str | None:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _active(zh: str, en: str) -> ActiveContent:
    return ActiveContent(
        f"文件含有{zh}，不予接收；请另存为不含{zh}的格式。",
        f"The file holds {en} and is not taken in; save it without.",
        fields=[{"field": "content"}],
    )
