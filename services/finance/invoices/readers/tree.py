"""XML from outside: no document type, no entities, no instructions, nothing that a browser would run."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from services.finance.invoices.readers.found import Fault, Unreadable

LARGEST = 4_000_000
"""Bytes. An invoice of a thousand lines has half of that."""
_CHINESE = re.compile(rb"""^\s*<\?xml[^>]{0,80}encoding=["'](gbk|gb2312|gb18030)["'][^>]{0,40}\?>""", re.IGNORECASE)
_INSTRUCTION = re.compile(rb"<\?(?!xml\s)", re.IGNORECASE)
_RUN_BY_BROWSERS = ("http://www.w3.org/1999/xhtml", "http://www.w3.org/2000/svg", "http://www.w3.org/1999/XSL/")
Path = tuple[str, ...]


def parsed(content: bytes) -> Element:
    if len(content) > LARGEST:
        raise Unreadable(Fault.LARGE)
    if _INSTRUCTION.search(content):
        raise Unreadable(Fault.HOSTILE)
    if match := _CHINESE.match(content):
        content = content[match.end() :].decode("gb18030", "replace").encode()
    try:
        root: Element = fromstring(content, forbid_dtd=True)
    except DefusedXmlException:
        raise Unreadable(Fault.HOSTILE) from None
    except (ParseError, ValueError, LookupError):
        raise Unreadable(Fault.DAMAGED) from None
    if any(str(each.tag).startswith("{") and str(each.tag)[1:].startswith(_RUN_BY_BROWSERS) for each in root.iter()):
        raise Unreadable(Fault.HOSTILE)
    return root


def local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


class Leaves:
    """The texts of a tree by the local names below its root."""

    def __init__(self, root: Element, texts: Any = None) -> None:
        """`texts` makes the text of an element of it, where that is not what stands between its tags."""
        self._of: dict[Path, list[str]] = {}
        waiting: list[tuple[Path, Element]] = [((), root)]
        while waiting:
            path, element = waiting.pop()
            said = texts(element) if texts is not None else None
            if said is None and not len(element):
                said = element.text or ""
            if said is not None and said.strip():
                self._of.setdefault(path, []).append(said.strip())
            waiting += [((*path, local(child)), child) for child in reversed(element)]

    def has(self, *path: str) -> bool:
        return path in self._of

    def one(self, *path: str) -> str:
        """What stands there; empty where nothing does. Two different things are no invoice."""
        said = self._of.get(path, [])
        if len(set(said)) > 1:
            raise Unreadable(Fault.DIFFERENT)
        return said[0] if said else ""

    def all(self, *path: str) -> list[str]:
        return self._of.get(path, [])

    def named(self, name: str) -> str:
        """Of the only element of this name, wherever it stands."""
        return self.first(path for path in self._of if path and path[-1] == name)

    def first(self, paths: Iterable[Path]) -> str:
        said = {text for path in paths for text in self._of[path]}
        if len(said) > 1:
            raise Unreadable(Fault.DIFFERENT)
        return said.pop() if said else ""
