"""A paper as DOCX, for those who go on working with it. The faces are names: the reader's machine supplies them."""

# ruff: noqa: SLF001 - the library has no words for grids, indents in characters and rules
from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from math import floor
from typing import TYPE_CHECKING, Any

from services.documents.layout import setting as is_set
from services.documents.layout.paper import Paper
from services.documents.layout.setting import Setting, setting
from services.documents.layout.title import width

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph as Block

NAMED = {
    "standard": "方正小标宋简体", "body": "仿宋_GB2312", "second": "楷体_GB2312", "first": "黑体", "page": "宋体",
}  # fmt: skip
"""What a DOCX calls them: whoever opens it has them, or their office program takes its own."""
_UNDATED = datetime(2000, 1, 1, tzinfo=UTC)
_ZIP_UNDATED = (1980, 1, 1, 0, 0, 0)
_TWIPS = 20  # in a point
_LINE_PT = int(is_set.AREA_PT[1] / is_set.LINES * _TWIPS) / _TWIPS  # rounded down, or the last line would not fit
_HAIR = 0.2  # of a character
_EIGHTHS = 8  # of a point: the unit of a border
_ADVANCE = {"w:firstLineChars": "200", "w:firstLine": str(round(2 * is_set.CELL_PT * _TWIPS))}


def docx(paper: Paper) -> bytes:
    """The same bytes for the same paper."""
    import docx as library

    document = library.Document()
    it = setting(paper)
    _page(document)
    _head(document, it)
    _main(document, it)
    _imprint(document, it)
    about = document.core_properties
    about.title, about.author, about.comments, about.last_modified_by = "".join(it.title), "", "", ""
    about.created = about.modified = _UNDATED
    held = io.BytesIO()
    document.save(held)
    return _undated(held.getvalue())


def _page(document: Document) -> None:
    from docx.shared import Mm, Pt

    section = document.sections[0]
    section.page_width, section.page_height = Mm(is_set.PAGE_MM[0]), Mm(is_set.PAGE_MM[1])
    section.top_margin, section.left_margin = Mm(is_set.TOP_MM), Mm(is_set.LEFT_MM)
    section.right_margin = Mm(is_set.PAGE_MM[0] - is_set.LEFT_MM - is_set.AREA_MM[0])
    section.bottom_margin = Mm(is_set.PAGE_MM[1] - is_set.TOP_MM - is_set.AREA_MM[1])
    below = is_set.PAGE_MM[1] - is_set.TOP_MM - is_set.AREA_MM[1] - is_set.PAGE_NUMBER_MM
    section.footer_distance = Mm(below) - Pt(is_set.SMALL_PT)
    for old in section._sectPr.findall(_name("w:docGrid")):
        section._sectPr.remove(old)
    grid = {"w:type": "lines", "w:linePitch": str(round(_LINE_PT * _TWIPS))}
    section._sectPr.append(_element("w:docGrid", grid))
    normal = document.styles["Normal"]
    normal.font.size = Pt(is_set.BODY_PT)
    _face(normal.element.get_or_add_rPr(), "body")
    _closer(normal.element.get_or_add_rPr())
    normal.paragraph_format.space_after = normal.paragraph_format.space_before = Pt(0)
    normal.paragraph_format.line_spacing = Pt(_LINE_PT)
    normal.paragraph_format.widow_control = False
    for between in ("w:autoSpaceDE", "w:autoSpaceDN"):  # no space between Chinese and Latin: it would leave the grid
        normal.element.get_or_add_pPr().insert_element_before(
            _element(between, {"w:val": "0"}), "w:snapToGrid", "w:spacing", "w:ind", "w:jc"
        )
    document.settings.odd_and_even_pages_header_footer = True
    # One character from the outer edge: right on odd pages, left on even ones (7.5).
    _page_number(section.footer.paragraphs[0], right=True)
    _page_number(section.even_page_footer.paragraphs[0], right=False)


def _page_number(block: Block, *, right: bool) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    block.alignment = WD_ALIGN_PARAGRAPH.RIGHT if right else WD_ALIGN_PARAGRAPH.LEFT
    _indent(block, _chars(right=1) if right else _chars(left=1))
    _run(block, "— ", "page", is_set.SMALL_PT)
    field = _run(block, "", "page", is_set.SMALL_PT)
    for kind in ("begin", "", "end"):
        if kind:
            field._r.append(_element("w:fldChar", {"w:fldCharType": kind}))
        else:
            said = _element("w:instrText", {})
            said.text = "PAGE"
            field._r.append(said)
    _run(block, " —", "page", is_set.SMALL_PT)


def _head(document: Document, it: Setting) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt, RGBColor

    for mark in it.marks:
        _run(document.add_paragraph(), mark, "body" if mark.isdecimal() else "first")
    organ = document.add_paragraph()
    organ.alignment = WD_ALIGN_PARAGRAPH.CENTER
    organ.paragraph_format.space_before = Pt(is_set.MARK_TOP_MM * is_set.PT_PER_MM - len(it.marks) * _LINE_PT)
    organ.paragraph_format.space_after = Pt(is_set.BLANK_BEFORE_TITLE * _LINE_PT)
    organ.paragraph_format.line_spacing = Pt(it.organ_pt)
    _off_grid(organ)
    mark = _run(organ, it.organ, "standard", it.organ_pt)
    mark.font.color.rgb = RGBColor.from_string(is_set.RED)
    properties = mark._r.get_or_add_rPr()
    narrow = _element("w:w", {"w:val": str(floor(100 * it.organ_narrowed))})
    properties.insert_element_before(narrow, "w:kern", "w:position", "w:sz", "w:szCs")
    _ruled(_numbers(document, it))


def _numbers(document: Document, it: Setting) -> Block:
    """The number in the middle; with signers at the left, in line with the last of them (7.2.5, 7.2.6)."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    block = document.add_paragraph()
    if not it.signers:
        block.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _run(block, it.number)
        return block
    rows = [it.signers[at : at + is_set.SIGNERS_A_LINE] for at in range(0, len(it.signers), is_set.SIGNERS_A_LINE)]
    across = range(min(is_set.SIGNERS_A_LINE, len(it.signers)))
    widest = [max(width(row[at]) for row in rows if at < len(row)) for at in across]
    starts = [is_set.CHARACTERS - 1 - sum(widest[at:]) - len(widest[at:]) + 1 for at in across]
    # A hair behind, or "签发人：" would reach the names' place and push them to the next one.
    stops = [starts[0] - width("签发人："), *(start + _HAIR for start in starts)]
    for place, row in enumerate(rows):
        block = block if place == 0 else document.add_paragraph()
        for stop in stops:
            block.paragraph_format.tab_stops.add_tab_stop(Pt(stop * is_set.CELL_PT))
        _indent(block, _chars(left=1))
        _run(block, it.number if place == len(rows) - 1 else "")
        _run(block, "\t签发人：" if place == 0 else "\t")
        for name in row:
            _run(block, f"\t{name}", "second")
    return block


def _main(document: Document, it: Setting) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    title = document.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.paragraph_format.space_before = Pt(is_set.BLANK_BEFORE_TITLE * _LINE_PT)
    title.paragraph_format.space_after = Pt(_LINE_PT)
    title.paragraph_format.line_spacing = Pt(is_set.TITLE_LINE_PT)
    _off_grid(title)
    for place, line in enumerate(it.title):
        run = _run(title, line, "standard", is_set.TITLE_PT)
        if place < len(it.title) - 1:
            run.add_break()
    if it.addressees:
        _run(document.add_paragraph(), it.addressees)
    last: Block = title
    for level, heading, rest in it.body:
        last = document.add_paragraph()
        last.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        _indent(last, _ADVANCE)
        if heading:
            _run(last, heading, "first" if level == 1 else "second")
        _run(last, rest)
    for place, line in enumerate(it.attachments):
        last = document.add_paragraph()
        number = width(line.partition(" ")[0]) + 0.5 if len(it.attachments) > 1 else 0
        hanging = width("附件：") + number
        if place == 0:
            last.paragraph_format.space_before = Pt(_LINE_PT)
        begins = 2 + (0 if place == 0 else width("附件："))
        _indent(last, _chars(left=2 + hanging) | _chars(hanging=2 + hanging - begins))
        _run(last, f"附件：{line}" if place == 0 else line)
    last.paragraph_format.keep_with_next = True
    _signature(document, it)


def _signature(document: Document, it: Setting) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    name, date = width(it.signature), width(it.date)
    over = (name - date) / 2
    if it.sealed:  # centred above the date; a name too long for that goes to the edge (7.3.5.1)
        fits = over <= is_set.DATE_INDENT
        rights = (is_set.DATE_INDENT - over, is_set.DATE_INDENT) if fits else (0.0, over)
    else:
        rights = (4 + date - name, 2.0) if date > name else (2.0, name - date)
    lines = [pair for pair in zip((it.signature, it.date), rights, strict=True) if pair[0]]
    for place, (line, right) in enumerate(lines):
        block = document.add_paragraph()
        block.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        block.paragraph_format.keep_with_next = place < len(lines) - 1
        if place == 0:
            block.paragraph_format.space_before = Pt((2 if it.sealed else 1) * _LINE_PT)
        _indent(block, _chars(right=right))
        _run(block, line)
    if it.note:
        note = document.add_paragraph()
        _indent(note, _ADVANCE)
        _run(note, it.note)


def _imprint(document: Document, it: Setting) -> None:
    """The 版记: a table that holds to the lower edge of the last page's type area (7.4)."""
    from docx.enum.text import WD_TAB_ALIGNMENT
    from docx.shared import Pt

    printed = bool(it.printed_by or it.printed_on)
    if not it.sent and not printed:
        return
    table = document.add_table(rows=bool(it.sent) + printed, cols=1)
    about = table._tbl.tblPr
    about[:] = ()  # the schema wants these in order
    place = {"w:vertAnchor": "margin", "w:horzAnchor": "margin", "w:tblpXSpec": "center", "w:tblpYSpec": "bottom"}
    about.append(_element("w:tblpPr", place))
    about.append(_element("w:tblW", {"w:w": str(round(is_set.AREA_PT[0] * _TWIPS)), "w:type": "dxa"}))
    borders = _element("w:tblBorders", {})
    for side, thick in (("top", is_set.THICK_MM), ("bottom", is_set.THICK_MM), ("insideH", is_set.THIN_MM)):
        size = str(round(thick * is_set.PT_PER_MM * _EIGHTHS))
        borders.append(_element(f"w:{side}", {"w:val": "single", "w:sz": size, "w:space": "0", "w:color": "000000"}))
    about.append(borders)
    about.append(_element("w:tblLayout", {"w:type": "fixed"}))
    cells = [row.cells[0] for row in table.rows]
    for at, (label, text) in enumerate(it.sent):
        block = cells[0].paragraphs[0] if at == 0 else cells[0].add_paragraph()
        _indent(block, _chars(left=4, right=1) | _chars(hanging=3))
        _run(block, f"{label}：{text}", size=is_set.SMALL_PT)
    if printed:
        block = cells[-1].paragraphs[0]
        _indent(block, _chars(left=1, right=1))
        block.paragraph_format.tab_stops.add_tab_stop(
            Pt(is_set.AREA_PT[0] - is_set.CELL_PT - is_set.SMALL_PT), WD_TAB_ALIGNMENT.RIGHT
        )
        _run(block, f"{it.printed_by}\t{it.printed_on}", size=is_set.SMALL_PT)
    document.add_paragraph().paragraph_format.line_spacing = Pt(1)  # a table has to be followed by a paragraph


def _run(block: Block, text: str, face: str = "body", size: float = is_set.BODY_PT) -> Any:
    from docx.shared import Pt

    run = block.add_run(text)
    run.font.size = Pt(size)
    _face(run._r.get_or_add_rPr(), face)
    return run


def _face(properties: Any, use: str) -> None:
    """Word asks for Chinese characters under another attribute than for Latin ones."""
    fonts = properties.get_or_add_rFonts()
    fonts.attrib.clear()
    for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(_name(script), NAMED[use])


def _closer(properties: Any) -> None:
    """28 characters of 16 points are wider than the type area: each stands a little closer to the next.

    Not by a grid of characters: programs other than Word give one that is wider than its cell two of them.
    """
    closer = floor((is_set.CELL_PT - is_set.BODY_PT) * _TWIPS)
    behind = ("w:w", "w:kern", "w:position", "w:sz", "w:szCs", "w:lang")
    properties.insert_element_before(_element("w:spacing", {"w:val": str(closer)}), *behind)
    properties.append(_element("w:lang", {"w:val": "en-US", "w:eastAsia": "zh-CN"}))


def _chars(**sides: float) -> dict[str, str]:
    """An indent both ways: in characters for Word, in twips for programs that know no characters."""
    said = {f"w:{side}Chars": str(round(100 * value)) for side, value in sides.items()}
    return said | {f"w:{side}": str(round(value * is_set.CELL_PT * _TWIPS)) for side, value in sides.items()}


def _indent(block: Block, attributes: dict[str, str]) -> None:
    indent = block._p.get_or_add_pPr().get_or_add_ind()
    for name, value in attributes.items():
        indent.set(_name(name), value)


def _off_grid(block: Block) -> None:
    """Larger letters than the text's would be spread over two lines of the grid."""
    properties = block._p.get_or_add_pPr()
    properties.insert_element_before(
        _element("w:snapToGrid", {"w:val": "0"}), "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:rPr"
    )


def _ruled(block: Block) -> None:
    """The red rule, four millimetres below the number and as wide as the type area (7.2.7)."""
    line = {"w:val": "single", "w:sz": "16", "w:color": is_set.RED}
    line["w:space"] = str(round(is_set.NUMBER_TO_RULE_MM * is_set.PT_PER_MM))
    borders = _element("w:pBdr", {})
    borders.append(_element("w:bottom", line))
    block._p.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:snapToGrid", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def _element(name: str, attributes: dict[str, str]) -> Any:
    from docx.oxml import OxmlElement

    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(_name(key), value)
    return made


def _name(prefixed: str) -> str:
    from docx.oxml.ns import qn

    return qn(prefixed)


def _undated(package: bytes) -> bytes:
    """The package without the moment at which it was written."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as read, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as written:
        for name in read.namelist():
            written.writestr(zipfile.ZipInfo(name, _ZIP_UNDATED), read.read(name), zipfile.ZIP_DEFLATED)
    return held.getvalue()
