"""A paper as PDF. The page is described in `paper.typ`; every text reaches it as data."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from services.documents.layout import setting
from services.documents.layout.paper import Paper
from services.kernel.procedure.printing import typeset

_TEMPLATE = Path(__file__).with_name("paper.typ")
_LINES = (setting.LINES, setting.LINES + 1, setting.LINES - 1, setting.LINES + 2, setting.LINES - 2)
"""The standard closes or opens the lines rather than leave a signature alone on a page (7.3.5.5)."""


def pdf(paper: Paper, folder: Path | None = None) -> bytes:
    """The same bytes for the same paper and fonts. `folder` holds the operator's fonts."""
    data = setting.setting(paper).as_data() | _measures()
    made: list[bytes] = []
    for lines in _LINES:
        compiler = typeset.compiler(_TEMPLATE, data | {"lines": lines}, folder)
        made.append(typeset.compiled(compiler))
        ends = json.loads(compiler.query("<end>", field="value"))
        if len({end["page"] for end in ends}) == 1:
            return made[-1]
    return made[0]


@cache
def _measures() -> dict[str, Any]:
    return {
        "page": setting.PAGE_MM,
        "area": setting.AREA_MM,
        "top": setting.TOP_MM,
        "left": setting.LEFT_MM,
        "characters": setting.CHARACTERS,
        "size": {"body": setting.BODY_PT, "title": setting.TITLE_PT, "small": setting.SMALL_PT},
        "mark_top": setting.MARK_TOP_MM,
        "number_to_rule": setting.NUMBER_TO_RULE_MM,
        "blank": setting.BLANK_BEFORE_TITLE,
        "title_line": setting.TITLE_LINE_PT,
        "thick": setting.THICK_MM,
        "thin": setting.THIN_MM,
        "page_number": setting.PAGE_NUMBER_MM,
        "date_indent": setting.DATE_INDENT,
        "signers_a_line": setting.SIGNERS_A_LINE,
        "red": setting.RED,
    }
