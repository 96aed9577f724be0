"""ZIP archives from outside (workbooks, documents): their directory is measured before anything opens it.

The standard reader takes in a whole directory at once, an object for each entry; some megabytes of directory become a
gigabyte of memory. So the directory's size is read first from the archive's last record, as the reader will read it.
"""

from __future__ import annotations

import struct
import zipfile
from io import BytesIO

from services.kernel.refusals import Refusal

_END, _END64, _LOCATOR = b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"
_END_SIZE, _END64_SIZE, _LOCATOR_SIZE = 22, 56, 20
_COMMENT_LIMIT = 1 << 16
DIRECTORY_LIMIT = 4 << 20
"""Bytes: room for forty thousand parts. A document has some dozens, one with a picture on every page some hundreds."""


class TooManyParts(Refusal):
    code = "kernel.archive-too-large"
    kind = "too-large"
    next = ("请拆分文件后再上传。", "Split the file, then upload it.")


def opened(content: bytes) -> zipfile.ZipFile:
    """The archive; refuses one whose directory is beyond all measure, raises BadZipFile where it is none."""
    if _directory_size(content) > DIRECTORY_LIMIT:
        raise TooManyParts(
            "文件内部的部件过多，不予接收；请另存为普通文件后再试。",
            "The file consists of too many parts and is not taken in; save it again as an ordinary file.",
            limit=DIRECTORY_LIMIT,
        )
    return zipfile.ZipFile(BytesIO(content))


def _directory_size(content: bytes) -> int:
    """The largest that any record which a reader may take for the last one speaks of; 0 where there is none."""
    last = len(content) - _END_SIZE
    places = {last, content.rfind(_END, max(0, last - _COMMENT_LIMIT))}
    sizes = [0]
    for at in places:
        if at < 0 or content[at : at + 4] != _END or at > last:
            continue
        locator = at - _LOCATOR_SIZE
        long = locator - _END64_SIZE
        if long >= 0 and content[locator : locator + 4] == _LOCATOR and content[long : long + 4] == _END64:
            sizes.append(struct.unpack_from("<Q", content, long + 40)[0])
        else:
            sizes.append(struct.unpack_from("<L", content, at + 12)[0])
    return max(sizes)
