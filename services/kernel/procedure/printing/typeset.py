"""The program that sets pages. A page is described by a template beside its procedure; every text reaches it as data.

Nothing that is written is run as markup: texts stay strings in the template's `it`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from services.kernel.procedure.printing import fonts

if TYPE_CHECKING:
    import typst

MEDIA_TYPE = "application/pdf"
# XML holds none of these, and no page shows them.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def printable(text: str) -> str:
    """The text without what can be neither stored in XML nor seen on paper."""
    return _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def compiler(template: Path, data: Mapping[str, Any], folder: Path | None) -> typst.Compiler:
    """Sets `data` as the template says, which reads it as `sys.inputs.paper`. `folder` holds the operator's fonts."""
    import typst

    found = fonts.installed(folder)
    said = json.dumps({**data, "faces": fonts.faces(found)}, ensure_ascii=False)
    return typst.Compiler(
        str(template),
        root=str(template.parent),
        font_paths=found,
        ignore_system_fonts=True,
        sys_inputs={"paper": said},
    )


def compiled(made: typst.Compiler) -> bytes:
    """The same bytes for the same data and fonts."""
    done = made.compile(format="pdf", timestamp=0)
    assert isinstance(done, bytes)
    return done
