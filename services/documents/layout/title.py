"""A title in lines that end where words end, from the longest to the shortest that reads well (7.3.1). Knows no page.

No program knows every word: those of `words.txt` are not parted, unknown characters only where nothing else helps,
and a drafter's own line breaks stand.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

_LEXICON = Path(__file__).with_name("words.txt")
_MEASURE = "周年|年度|年|月份|月|日|届|次|号|期|个|项|条|批|件|名|季度|级|五"
_WHOLE = re.compile(
    rf"第?[〇零一二三四五六七八九十百千两0-9０-９]+(?:{_MEASURE})?|[!-~]+|〔[^〔〕]*〕(?:[0-9０-９]+号)?|（[^（）]{{1,8}}）"
)
"""What is one word whatever it says: a number with its measure, a Latin word, a year in brackets, a short bracket."""
_NEVER, _INSIDE_WORD, _UNKNOWN, _PLAIN = 100_000.0, 400.0, 60.0, 9.0
_INSIDE_QUOTE = 60.0
_NEVER_BEFORE = "、，。：；！？》）”’〕·的和与及等"
_NEVER_AFTER = "《（“‘〔第"
_GOOD_BEFORE = ("关于", "《", "（", "“", "进一步", "第")
_GOOD_AFTER = ("、", "》", "）", "”", "，", "：", " ", "的", "和", "与", "及", "会议", "工作", "委员会", "办公室")


def width(text: str) -> float:
    """In characters of the grid: a Latin letter or digit takes half of one."""
    return sum(1.0 if unicodedata.east_asian_width(each) in "WFA" else 0.5 for each in text)


def broken(line: str, longest: int) -> tuple[str, ...]:
    """The cheapest way to cut a line: even lengths, and no cut where a reader would stumble."""
    count = math.ceil(width(line) / longest)
    if count <= 1:
        return (line,)
    wanted, costs = width(line) / count, _costs(line)
    cheapest: dict[int, tuple[float, int]] = {0: (0.0, 0)}
    for end in range(1, len(line) + 1):
        reachable: Iterable[tuple[float, int]] = (
            (cheapest[start][0] + (taken - wanted) ** 2 + costs[end], start)
            for start in range(max(0, end - 2 * longest), end)
            if start in cheapest and (taken := width(line[start:end])) <= longest
        )
        if best := min(reachable, default=None):
            cheapest[end] = best
    cuts = [len(line)]
    while cuts[-1]:
        cuts.append(cheapest[cuts[-1]][1])
    return tuple(line[start:end].strip() for end, start in reversed(list(pairwise(cuts))))


def words(line: str) -> tuple[tuple[str, bool], ...]:
    """The line as the fewest words that it can be read as, each with whether it is known to be one."""
    best: list[tuple[int, int]] = [(0, 0)]
    for end in range(1, len(line) + 1):
        best.append((best[end - 1][0] + 2, end - 1))  # an unknown character weighs as much as two words
        for start in range(max(0, end - _longest()), end):
            if line[start:end] in lexicon():
                best[end] = min(best[end], (best[start][0] + 1, start))
        for start, stop in _wholes(line):
            if stop == end:
                best[end] = min(best[end], (best[start][0] + 1, start))
    cut, found = len(line), []
    while cut:
        start = best[cut][1]
        found.append((line[start:cut], cut - start > 1 or line[start] in lexicon()))
        cut = start
    return tuple(reversed(found))


@cache
def lexicon() -> frozenset[str]:
    """`words.txt`, read once."""
    lines = _LEXICON.read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


@cache
def _longest() -> int:
    return max(map(len, lexicon()))


def _wholes(line: str) -> Iterator[tuple[int, int]]:
    return (found.span() for found in _WHOLE.finditer(line))


def _costs(line: str) -> list[float]:
    """What it costs to end a line at each place."""
    costs = [_INSIDE_WORD] * (len(line) + 1)
    at, known_before = 0, True
    for word, known in words(line):
        costs[at] = _PLAIN if known_before or known else _UNKNOWN
        at, known_before = at + len(word), known
    for cut in range(1, len(line)):
        before, after = line[:cut], line[cut:]
        if after[0] in _NEVER_BEFORE or before[-1] in _NEVER_AFTER or (before[-1].isascii() and after[0].isascii()):
            costs[cut] = _NEVER
        elif costs[cut] == _PLAIN and (after.startswith(_GOOD_BEFORE) or before.endswith(_GOOD_AFTER)):
            costs[cut] = 0.0
        if before.rfind("《") > before.rfind("》"):
            costs[cut] += _INSIDE_QUOTE
    costs[len(line)] = 0.0
    return costs
