"""The faces of printed pages: those that offices print in where the operator supplies them, else the machine's.

The faces that the standard for official documents names (GB/T 9704-2012) are sold, not given away; none comes with the
product.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from services.kernel.refusals import Refusal

if TYPE_CHECKING:
    import typst

SERIF, SANS = "Noto Serif CJK SC", "Noto Sans CJK SC"
FACES = {
    "standard": ("FZXiaoBiaoSong-B05S", "方正小标宋简体", "FZXiaoBiaoSong-B05", "方正小标宋_GBK", SERIF),
    "body": ("FangSong_GB2312", "仿宋_GB2312", "FangSong", "仿宋", "STFangsong", SERIF),
    "second": ("KaiTi_GB2312", "楷体_GB2312", "KaiTi", "楷体", "STKaiti", SERIF),
    "first": ("SimHei", "黑体", "STHeiti", SANS, SERIF),
    "page": ("SimSun", "宋体", "NSimSun", "STSong", SERIF),
}
"""By use: 小标宋 of marks and titles, 仿宋 of text, 楷体 and 黑体 of headings, 宋体 of page numbers; the best first."""


class NoFonts(Refusal):
    """A page of empty boxes is worse than none."""

    code = ".no-fonts"
    kind = "unavailable"
    next = (
        "请系统管理员安装中文字体；急用时可先下载文档或表格格式。",
        "Ask the system administrator to install a Chinese font; a Word file or a workbook can be had meanwhile.",
    )


@cache
def installed(folder: Path | None) -> typst.Fonts:
    """What this machine and the operator's folder hold; looked for once, as that takes longer than setting a page."""
    import typst

    return typst.Fonts(
        include_system_fonts=True, include_embedded_fonts=False, font_paths=[str(folder)] if folder else []
    )


def faces(found: typst.Fonts) -> dict[str, list[str]]:
    """For each use the families that are there, the best first."""
    families = set(found.families())
    chosen = {use: [name for name in names if name in families] for use, names in FACES.items()}
    if not all(chosen.values()):
        raise NoFonts(
            "本机没有可用的中文字体：请安装 fonts-noto-cjk,或将字体放入 JIKAO_FONTS 所指的文件夹。",
            "There is no Chinese font here: install fonts-noto-cjk, or put fonts into the folder named by JIKAO_FONTS.",
            lacking=sorted(use for use, names in chosen.items() if not names),
        )
    return chosen
