"""What the values of a field mean to people, beyond their type."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True)
class Meaning:
    """How a value is read by people: `person`, `department` and `post` are ids of the directory, `choice` one of the
    rule books' list named by `of` (of several lists, where it names several), `series` a number counted for each of
    them, `record` the id of a record shown by the query `of`, `days` a length in days, `count` a number of which zero
    says something too, `code` a name that programs give: shown as such, for whoever looks after the system."""

    kind: str
    of: str = ""


@dataclass(frozen=True, slots=True)
class Series(Meaning):
    """A number of the kind `stored`, such as `{one}-{year}-{serial}`, and how it is read in both languages."""

    stored: str = ""
    zh: str = ""
    en: str = ""

    def read(self, number: str, names: Mapping[str, tuple[str, str]]) -> tuple[str, str] | None:
        """In words; None where the number is not of this series. `names`: of each of the list, in both languages."""
        found = _parts(self.stored).fullmatch(number)
        if found is None or found["one"] not in names:
            return None
        zh, en = names[found["one"]]
        return self.zh.format(**found.groupdict() | {"one": zh}), self.en.format(**found.groupdict() | {"one": en})


@cache
def _parts(stored: str) -> re.Pattern[str]:
    plain = re.escape(stored).replace(r"\{", "{").replace(r"\}", "}")
    return re.compile(re.sub(r"{(\w+)}", r"(?P<\1>\\d+)", plain.replace("{one}", "(?P<one>[a-z][a-z0-9-]*)")))


def series(parameter: str, stored: str, zh: str, en: str) -> Series:
    """A number counted for each of the dated list in the rule books: `chairpersons-2026-1`."""
    return Series("series", parameter, stored, zh, en)
