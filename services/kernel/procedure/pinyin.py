"""How people's names are typed in Latin letters: 曾建国 is zengjianguo, jianguo, zjg."""

from __future__ import annotations

from functools import lru_cache

SURNAMES = {
    "曾": "zeng", "单": "shan", "解": "xie", "仇": "qiu", "查": "zha", "区": "ou", "朴": "piao", "翟": "zhai",
    "尉迟": "yuchi", "万俟": "moqi", "盖": "ge", "缪": "miao", "纪": "ji", "种": "chong", "乐": "yue", "召": "shao",
    "洗": "xian", "冼": "xian", "员": "yun", "任": "ren", "华": "hua", "宁": "ning", "覃": "qin", "燕": "yan",
}  # fmt: skip
"""Where a surname is read otherwise than the character usually is."""


@lru_cache(maxsize=4096)
def spelled(name: str) -> tuple[str, str, str]:
    """(whole name, given name, initials) in small letters."""
    from pypinyin import lazy_pinyin  # its tables take a third of a second to load, and most processes never search

    surname = next((one for one in (name[:2], name[:1]) if one in SURNAMES), name[:1])
    first = SURNAMES.get(surname) or "".join(lazy_pinyin(surname))
    given = lazy_pinyin(name[len(surname) :])
    initials = first[:1] + "".join(one[:1] for one in given)
    return (first + "".join(given)).lower(), "".join(given).lower(), initials.lower()


def is_spelled(word: str, name: str) -> bool:
    """Whether somebody who remembers this person's name would type the word: the whole of it, its beginning, the given
    name or the initials."""
    typed = word.lower().replace("'", "")
    if not (typed.isascii() and typed.isalpha()) or len(typed) < 2:
        return False
    whole, given, initials = spelled(name)
    return whole.startswith(typed) or typed in (given, initials)
