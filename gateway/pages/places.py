"""Where a record has its page: told from the paths of the operations."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import unquote, urlencode

from services.kernel.operations import File, Operation, PagedQuery

Operations = Mapping[str, type[Operation]]
_ID = re.compile(r"[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}")


def queries(operations: Operations) -> list[type[Operation]]:
    """What shows one record: a page of its own each."""
    return [
        each
        for each in operations.values()
        if each.METHOD == "GET" and not each.WRITES and each.path_fields()
        if not issubclass(each, PagedQuery) and not issubclass(each.RETURNS, File)
    ]


def page_of(operations: Operations, location: str) -> str:
    """The page of a record from the place where its answer can be asked for again; empty where it has none."""
    for each in queries(operations):
        if match := re.fullmatch(re.sub(r"\{([a-z_]+)\}", r"(?P<\1>[^/]+)", each.PATH), location):
            return f"/records/{each.NAME}?{urlencode({k: unquote(v) for k, v in match.groupdict().items()})}"
    return ""


def page_of_reference(operations: Operations, name: str, value: str, near: str = "") -> str:
    """`tasks: [uuid]` and `meeting: uuid` name the query of that one key; `near` is the path they are shown at."""
    if not _ID.fullmatch(value):
        return ""
    named = {name, name.removesuffix("s"), name.rpartition("_")[2]}
    found = [each for each in queries(operations) if named & set(each.path_fields()) and len(each.path_fields()) == 1]
    found = [each for each in found if each.PATH.endswith("}")]
    found = found if len(found) == 1 else [each for each in found if near.startswith(each.PATH)]
    if len(found) != 1:
        return ""
    return f"/records/{found[0].NAME}?{found[0].path_fields()[0]}={value}"


def pages_of_rows(
    operations: Operations, record: type[Operation], own: Mapping[str, str]
) -> dict[str, tuple[str, str]]:
    """Lists within a record whose rows have pages: `readers` → (`person`, the page but for the person's id)."""
    found: dict[str, tuple[str, str]] = {}
    for each in queries(operations):
        rest = re.fullmatch(r"/([a-z_]+)/\{([a-z_]+)\}", each.PATH.removeprefix(record.PATH))
        if rest and each.PATH.startswith(record.PATH):
            found[rest[1]] = (rest[2], f"/records/{each.NAME}?{urlencode(own)}&{rest[2]}=")
    return found
