"""Which passwords are good enough. The words that everybody tries (30,000 passwords that leaked, names, words, rows of
keys, dates) come with zxcvbn; the organ's own and the account's count as well. Never says what was typed."""

from __future__ import annotations

from collections.abc import Iterable

from zxcvbn import zxcvbn

from gateway.refusals import WeakPassword
from gateway.settings import Settings

FEWEST_SIGNS = 5
"""Different characters of a password."""
TRIED = ("jikao", "季考", "rendachangweihui", "renda")
"""What somebody who guesses here would try first."""
CONSIDERED = 72
"""Characters that are looked at: beyond them a password is strong already, and looking takes long."""


def check(new: str, settings: Settings, *, old: str = "", about: Iterable[str] = ()) -> None:
    """Refuses `WeakPassword`, with the reason. `about` are the account's login and whose it is."""
    words = [*(one for one in about if one), settings.organ_zh, settings.organ_en, *TRIED]
    shortest = settings.shortest_password
    if len(new) < shortest or len(set(new)) < FEWEST_SIGNS:
        raise _weak(
            f"新密码至少 {shortest} 位、至少 {FEWEST_SIGNS} 个不同字符。",
            f"The new password needs {shortest} characters, {FEWEST_SIGNS} of them different.",
        )
    if new == old or new.lower() in {word.lower() for word in words}:
        raise _weak(
            "新密码须不同于旧密码、登录名和人员编号。",
            "The new password differs from the old one, from the login and from the person's id.",
        )
    if strength(new, words) < settings.password_strength:
        raise _weak(
            "该密码太容易猜到：常见密码、姓名、词语、日期或键盘上相邻的键。请加长，或用几个互不相干的词。",
            "That is easily guessed: a common password, a name, a word, a date or a row of keys. Make it longer, or "
            "take several words that have nothing to do with each other.",
        )


def strength(password: str, words: Iterable[str] = ()) -> int:
    """From 0, guessed at once, to 4, never."""
    return int(zxcvbn(password[:CONSIDERED], user_inputs=list(words))["score"])


def _weak(zh: str, en: str) -> WeakPassword:
    return WeakPassword(zh, en, fields=[{"field": "new", "zh": zh, "en": en}])
