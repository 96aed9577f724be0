"""The official document on paper: both files are read back and measured against GB/T 9704-2012 (A19, B11.3)."""

from __future__ import annotations

import io
import itertools
import subprocess
import sys
from collections import defaultdict
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Pt

from services.documents.layout.paper import Paper, Paragraph, body
from services.documents.layout.printed import pdf
from services.documents.layout.setting import TITLE_WIDTH, setting, title_lines
from services.documents.layout.title import width, words
from services.documents.layout.typed import attachment_titles, unbracketed
from services.documents.layout.word import docx
from services.kernel.procedure.printing import fonts
from services.kernel.procedure.printing.fonts import NoFonts

pytestmark = pytest.mark.slow

MM = 72 / 25.4
LEFT, RIGHT = 28 * MM, (28 + 156) * MM
TOP, BOTTOM = (297 - 37) * MM, (297 - 37 - 225) * MM  # PDF counts from below
ONE = 1 * MM  # what the standard lets a measure be off

TEXT = """根据年度工作安排，现就有关事项通知如下。
一、会议时间
会议定于2026年11月26日上午9:00召开。
二、会议议题
（一）听取工作报告。由有关部门报告执行情况。
1. 报告预算执行情况；
（1）材料于会前7日报送。"""
NOTICE = Paper(
    organ="云柚区人大常委会办公室文件",
    title="关于做好会议准备工作的通知",
    body=body(TEXT),
    signature="云柚区人大常委会办公室",
    dated=date(2026, 11, 9),
    number="云人办发〔2026〕5号",
    addressees="各工作委员会，各街道人大工委",
)
REPORT = replace(
    NOTICE, signers=("陈向东", "李未", "欧阳明远"), secrecy="机密", secrecy_term="1年", urgency="特急", copy_number=7
)
IMPRINT = replace(NOTICE, copied_to="区委办公室，区政府办公室", printed_by="区人大办", printed_on=date(2026, 11, 10))
MARKUP = '#read("/etc/passwd") $x^2$ *b* _i_ \\ @ref <label> `raw` // c /* d */ [e] {f} ~ --'


class Glyph(NamedTuple):
    text: str
    left: float
    bottom: float
    right: float
    top: float
    size: float
    face: str


def opened(paper: Paper) -> pypdfium2.PdfDocument:
    return pypdfium2.PdfDocument(pdf(paper))


def glyphs(page: pypdfium2.PdfPage) -> list[Glyph]:
    text = page.get_textpage()
    found = []
    for at in range(text.count_chars()):
        character = chr(pdfium.FPDFText_GetUnicode(text.raw, at))
        if character.strip() and character != "\u200b":
            size = pdfium.FPDFText_GetFontSize(text.raw, at)
            found.append(Glyph(character, *text.get_charbox(at, loose=False), size, face(text, at)))
    return found


def face(text: pypdfium2.PdfTextPage, at: int) -> str:
    import ctypes

    held, flags = ctypes.create_string_buffer(200), ctypes.c_int()
    pdfium.FPDFText_GetFontInfo(text.raw, at, held, 200, ctypes.byref(flags))
    return held.value.decode()


def written(paper: Paper) -> str:
    return "".join(each.text for page in opened(paper) for each in glyphs(page))


def find(found: list[Glyph], wanted: str) -> list[Glyph]:
    """The glyphs of the first place where these characters follow one another."""
    at = "".join(each.text for each in found).index(wanted)
    return found[at : at + len(wanted)]


def last_page(paper: Paper) -> list[Glyph]:
    return glyphs(list(opened(paper))[-1])


def in_area(found: list[Glyph]) -> list[Glyph]:
    return [each for each in found if each.bottom > BOTTOM - ONE]


def test_the_page_is_a4_and_all_text_stands_in_the_type_area() -> None:
    """5.1, 5.2.1; only the page number stands outside."""
    for paper in (NOTICE, REPORT, IMPRINT, replace(NOTICE, body=body("\n".join([TEXT] * 30)))):
        for number, page in enumerate(opened(paper), 1):
            assert page.get_size() == pytest.approx((210 * MM, 297 * MM), abs=0.5)
            found = glyphs(page)
            outside = [
                each.text
                for each in found
                if each.left < LEFT - ONE
                or each.right > RIGHT + ONE
                or each.top > TOP + ONE
                or each.bottom < BOTTOM - ONE
            ]
            assert "".join(outside) == f"—{number}—"


def test_a_full_page_has_22_lines_of_28_characters() -> None:
    """5.2.3: and they fill the type area."""
    page = glyphs(opened(replace(NOTICE, body=(Paragraph("云" * 28 * 60),)))[1])
    lines: dict[int, list[Glyph]] = defaultdict(list)
    for each in in_area(page):
        lines[round(each.bottom)].append(each)
    assert [len(line) for line in lines.values()] == [28] * 22
    text = list(itertools.chain(*lines.values()))
    assert min(each.left for each in text) == pytest.approx(LEFT, abs=ONE)
    assert max(each.right for each in text) == pytest.approx(RIGHT, abs=ONE)
    assert max(each.top for each in text) == pytest.approx(TOP, abs=ONE)
    assert min(each.bottom for each in text) == pytest.approx(BOTTOM, abs=ONE)


def test_a_long_document_runs_on_and_its_pages_are_numbered_on_the_outer_side() -> None:
    """7.5: one character from the edge, odd pages at the right, even ones at the left."""
    document = opened(replace(NOTICE, body=(Paragraph("云" * 28 * 22 * 20),)))
    assert len(document) == 21
    for number in (1, 2, 3, 20):
        below = [each for each in glyphs(document[number - 1]) if each.bottom < BOTTOM - ONE]
        assert "".join(each.text for each in below) == f"—{number}—"
        assert {round(each.size) for each in below} == {14}
        edge = below[-1].right - RIGHT if number % 2 else below[0].left - LEFT
        assert abs(edge) == pytest.approx(16, abs=3)
        assert below[0].top == pytest.approx(BOTTOM - 7 * MM, abs=ONE)


def test_the_mark_is_red_and_35_mm_below_the_edge_and_the_number_in_the_middle() -> None:
    """7.2.4 to 7.2.6."""
    found = glyphs(opened(NOTICE)[0])
    mark = find(found, NOTICE.organ)
    assert max(each.top for each in mark) == pytest.approx(TOP - 35 * MM, abs=2 * ONE)
    assert (mark[0].left + mark[-1].right) / 2 == pytest.approx((LEFT + RIGHT) / 2, abs=ONE)
    number = find(found, NOTICE.number)
    assert (number[0].left + number[-1].right) / 2 == pytest.approx((LEFT + RIGHT) / 2, abs=ONE)
    assert reds(opened(NOTICE)[0]) >= 2  # the letters and the rule


def reds(page: pypdfium2.PdfPage) -> int:
    import ctypes

    red = 0
    for each in page.get_objects(max_depth=3):
        parts = [ctypes.c_uint() for _ in range(4)]
        pdfium.FPDFPageObj_GetFillColor(each.raw, *(ctypes.byref(part) for part in parts))
        red += tuple(part.value for part in parts[:3]) == (0xE6, 0, 0)
    return red


def test_a_report_to_a_superior_names_its_signers_at_the_right_and_its_number_at_the_left() -> None:
    """7.2.1 to 7.2.6: the number in line with the last signer, the third under the first."""
    found = glyphs(opened(REPORT)[0])
    copy, secrecy, urgency = find(found, "000007"), find(found, "机密★1年"), find(found, "特急")
    assert copy[0].bottom > secrecy[0].top > secrecy[0].bottom > urgency[0].top
    assert [each[0].left for each in (copy, secrecy, urgency)] == pytest.approx([LEFT] * 3, abs=2)
    number, first, last = find(found, REPORT.number), find(found, "陈向东"), find(found, "欧阳明远")
    assert number[0].left == pytest.approx(LEFT + 15.8, abs=2)
    assert number[0].bottom == pytest.approx(last[0].bottom, abs=3)
    assert last[0].left == pytest.approx(first[0].left, abs=2)
    assert first[0].bottom == pytest.approx(find(found, "签发人")[0].bottom, abs=2)


def test_without_a_number_the_room_for_it_stays() -> None:
    titles = [find(glyphs(opened(each)[0]), NOTICE.title)[0].top for each in (NOTICE, replace(NOTICE, number=""))]
    assert titles[0] == pytest.approx(titles[1])


def test_title_text_and_headings_have_their_sizes_and_faces() -> None:
    """7.3.1, 7.3.3: 2号 and 3号, the first level in 黑体."""
    found = glyphs(opened(NOTICE)[0])
    assert {round(each.size) for each in find(found, NOTICE.title)} == {22}
    assert {round(each.size) for each in find(found, "根据年度工作安排")} == {16}
    assert find(found, "一、会议时间")[0].face != find(found, "根据年度工作安排")[0].face
    assert find(found, "根据年度")[0].left == pytest.approx(LEFT + 2 * 156 * MM / 28, abs=2)


def test_the_date_of_a_sealed_document_leaves_four_characters_and_the_organ_stands_over_its_middle() -> None:
    """7.3.5.1, 7.3.5.4."""
    found = last_page(NOTICE)
    date_, organ = find(found, "2026年11月9日"), find(found[-60:], NOTICE.signature)
    assert RIGHT - date_[-1].right == pytest.approx(4 * 156 * MM / 28, abs=3)
    assert (organ[0].left + organ[-1].right) / 2 == pytest.approx((date_[0].left + date_[-1].right) / 2, abs=3)


def test_without_a_seal_the_date_begins_two_characters_after_the_organ() -> None:
    """7.3.5.2."""
    found = last_page(replace(NOTICE, sealed=False))
    organ, date_ = find(found[-60:], NOTICE.signature), find(found, "2026年11月9日")
    assert date_[0].left - organ[0].left == pytest.approx(2 * 156 * MM / 28, abs=3)
    assert RIGHT - organ[-1].right == pytest.approx(2 * 156 * MM / 28, abs=3)


@pytest.mark.parametrize("lines", range(12, 36, 2))
def test_a_signature_never_stands_on_a_page_without_text(lines: int) -> None:
    """7.3.5.5: the lines are closed or opened instead."""
    document = opened(replace(NOTICE, body=tuple(Paragraph(f"第{place}行") for place in range(lines))))
    signed = next(page for page in document if NOTICE.signature in "".join(g.text for g in glyphs(page)[-60:]))
    assert f"第{lines - 1}行" in "".join(each.text for each in glyphs(signed))


def test_the_imprint_stands_at_the_bottom_of_the_last_page() -> None:
    """7.4: its last rule is the lower edge of the type area."""
    document = opened(replace(IMPRINT, body=body("\n".join([TEXT] * 4))))
    page = list(document)[-1]
    found = glyphs(page)
    copied, printed = find(found, "抄送：区委办公室，区政府办公室。"), find(found, "2026年11月10日印发")
    assert copied[0].bottom > printed[0].top
    assert BOTTOM < printed[0].bottom < BOTTOM + 5 * MM
    assert {round(each.size) for each in (*copied, *printed)} == {14}
    rules = sorted(
        each.get_bounds()[1] for each in page.get_objects() if each.get_bounds()[3] - each.get_bounds()[1] < 2
    )
    assert min(rules) == pytest.approx(BOTTOM, abs=ONE)


def test_too_many_addressees_go_to_the_imprint_so_that_the_first_page_shows_text() -> None:
    """7.3.2."""
    many = replace(IMPRINT, addressees="，".join(f"第{place}街道人大工委" for place in range(40)))
    first = "".join(each.text for each in glyphs(opened(many)[0]))
    assert "根据年度工作安排" in first.partition("主送")[0]
    assert "主送：第0街道" in written(many)
    assert "主送" not in written(IMPRINT)


def test_what_is_written_stays_text_in_both_files() -> None:
    """No text is run as markup."""
    paper = replace(
        NOTICE, title=MARKUP, body=body(f"{MARKUP}\n= h\n- l"), note=MARKUP, attachments=(MARKUP,), number=MARKUP
    )
    plain = "".join(MARKUP.split())
    assert written(paper).count(plain) == 4
    assert "root:" not in written(paper)
    assert "\n".join(each.text for each in Document(io.BytesIO(docx(paper))).paragraphs).count(MARKUP) == 4


def test_what_cannot_be_printed_is_left_out() -> None:
    paper = replace(NOTICE, title="关于\x00会议\x0b的通知", body=(Paragraph("正文\x1f一\ufffe段"),))
    assert "关于会议的通知" in written(paper)
    assert "正文一段" in [each.text for each in Document(io.BytesIO(docx(paper))).paragraphs]


def test_a_word_longer_than_the_line_does_not_run_off_the_page() -> None:
    found = glyphs(opened(replace(NOTICE, body=body(f"见{'x' * 200}。")))[0])
    assert max(each.right for each in found) <= RIGHT + ONE


def test_the_same_paper_gives_the_same_bytes() -> None:
    assert pdf(IMPRINT) == pdf(IMPRINT)
    assert docx(IMPRINT) == docx(IMPRINT)
    assert pdf(IMPRINT) != pdf(NOTICE)
    assert docx(IMPRINT) != docx(NOTICE)


def test_the_fonts_are_in_the_file() -> None:
    assert all("CJK" in each.face or "+" in each.face or each.face for each in glyphs(opened(NOTICE)[0]))
    assert b"/FontFile" in pdf(NOTICE)


def test_without_a_chinese_font_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    import typst

    none = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)
    monkeypatch.setattr(fonts, "installed", lambda folder: none)
    with pytest.raises(NoFonts) as refused:
        pdf(NOTICE)
    assert refused.value.code == ".no-fonts"  # the service that prints completes it
    assert "JIKAO_FONTS" in refused.value.zh


def test_the_operators_folder_is_looked_into(tmp_path: Path) -> None:
    assert pdf(NOTICE, tmp_path) == pdf(NOTICE)  # an empty one changes nothing


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("关于召开会议的通知", 1),
        ("云柚区人民代表大会常务委员会办公室关于做好区七届人大常委会第三十二次会议准备工作的通知", 3),
        ("关于" + "进一步加强和改进" * 12 + "的通知", 6),
    ],
)
def test_a_title_breaks_into_balanced_lines(title: str, lines: int) -> None:
    """7.3.1: nothing is lost, no line is too long or begins with a mark or 的."""
    found = title_lines(title)
    assert "".join(found) == title
    assert len(found) == lines
    assert all(width(line) <= TITLE_WIDTH and line[0] not in "的、，。" for line in found)


TITLES = [
    "云柚区人民代表大会常务委员会办公室关于印发《机关请销假和考勤管理规定》的通知",
    "关于开展《中华人民共和国水污染防治法》贯彻实施情况执法检查的通知",
    "关于2026年上半年国民经济和社会发展计划执行情况的报告",
    "云柚区人大常委会办公室关于第七届人民代表大会第三十二次会议代表建议办理情况的报告",
    "关于进一步加强和改进新时代未成年人网络安全保护工作的意见",
    "关于转发云人办发〔2026〕15号文件做好电动自行车停车管理工作的通知",
]


@pytest.mark.parametrize("title", TITLES)
def test_a_title_breaks_between_words(title: str) -> None:
    """7.3.1 回行时词意完整: no line ends inside a word, a number with its measure, or a short bracket."""
    ends, at = set(), 0
    for word, _ in words(title):
        at += len(word)
        ends.add(at)
    found = title_lines(title)
    assert "".join(found) == title
    assert len(found) > 1
    assert {sum(map(len, found[:place])) for place in range(1, len(found))} <= ends
    parts = ("常务委员会", "管理", "防治", "2026年", "三十二次", "未成年人", "〔2026〕15号", "自行车", "执法检查")
    for whole in parts:
        assert (whole in title) == any(whole in line for line in found)


def test_words_are_the_fewest_that_a_title_can_be_read_as() -> None:
    assert [word for word, _ in words("人民代表大会议程第32次")] == ["人民代表大会", "议程", "第32次"]
    assert [word for word, known in words("关于云柚区的通知") if not known] == ["云", "柚", "区"]


def test_the_drafters_own_breaks_of_a_title_stand() -> None:
    assert title_lines("关于会议\n的通知") == ("关于会议", "的通知")


def test_levels_are_read_from_the_numbers_that_are_typed() -> None:
    """7.3.3."""
    assert [each.level for each in body(TEXT)] == [0, 1, 0, 1, 2, 3, 4]
    assert [each.heading for each in body("（一）听取报告。由部门报告。\n一、时间\n1. 其他。\n2026年")] == [
        "（一）听取报告。", "一、时间", "", "",
    ]  # fmt: skip
    assert body("  \n\n") == ()


@pytest.mark.parametrize(
    ("typed", "level", "printed"),
    [
        ("(二)听取报告。", 2, "（二）听取报告。"), ("（ 二 )听取报告。", 2, "（二）听取报告。"),
        ("(二)、听取报告。", 2, "（二）听取报告。"), ("㈡听取报告。", 2, "（二）听取报告。"),
        ("二.会议议题", 1, "二、会议议题"), ("一 、会议议题", 1, "一、会议议题"),
        ("二、三季度全区平稳。", 0, "二、三季度全区平稳。"),
        ("１．材料", 3, "1.材料"), ("1、材料", 3, "1.材料"), ("3.5万元", 0, "3.5万元"), ("3、4月份", 0, "3、4月份"),
        ("(1)材料", 4, "（1）材料"), ("⑴材料", 4, "（1）材料"), ("2026年", 0, "2026年"), ("(见附件)", 0, "(见附件)"),
    ],
)  # fmt: skip
def test_typed_numbers_take_the_standards_form_and_face(typed: str, level: int, printed: str) -> None:
    """7.3.3: 一、 （一） 1. （1）, however they were typed."""
    (paragraph,) = body(typed)
    assert (paragraph.level, paragraph.text) == (level, printed)


def test_a_half_width_number_is_set_in_the_face_of_its_level() -> None:
    both = [
        {run.font.name for block in word(replace(NOTICE, body=body(text))).paragraphs for run in block.runs}
        for text in ("（二）听取报告。由部门报告。", "(二)听取报告。由部门报告。")
    ]
    assert both[0] == both[1]
    assert "楷体_GB2312" in both[1]


def test_labels_that_were_typed_are_not_set_twice() -> None:
    typed = replace(
        IMPRINT,
        addressees="主送：各街道人大工委：",
        copied_to="抄 送:区委办公室，区政府办公室。",
        attachments=("附件：1. 名单；", "2、3月份安排。", "附件3：2026年预算（草案）"),
        note="(附注：联系人：张三（电话：123）)",
        signers=("签发人：陈向东",),
    )
    it = setting(typed)
    assert it.addressees == "各街道人大工委："
    assert it.sent == (("抄送", "区委办公室，区政府办公室。"),)
    assert it.attachments == ("1. 名单", "2. 3月份安排", "3. 2026年预算（草案）")
    assert it.note == "（联系人：张三（电话：123））"
    assert it.signers == ("陈向东",)
    assert written(typed).count("抄送：") == written(typed).count("附件：") == 1


def test_what_only_looks_like_a_label_stays() -> None:
    titles = ["附件表格式样", "1.5倍工资测算表", "2026年计划", "12345热线情况"]
    assert attachment_titles(titles) == titles
    assert unbracketed("（一）和（二）") == "（一）和（二）"
    assert setting(replace(NOTICE, attachments=("附件：", "名单"))).attachments == ("名单",)


def test_a_mark_too_long_for_the_page_is_narrowed_then_made_smaller() -> None:
    for length in (4, 13, 20, 40):
        it = setting(replace(NOTICE, organ="柚" * length))
        assert length * it.organ_pt * it.organ_narrowed <= 156 * MM + 0.01
        assert it.organ_narrowed >= 0.6


def word(paper: Paper) -> Any:
    return Document(io.BytesIO(docx(paper)))


def test_the_word_file_has_the_same_page() -> None:
    """4.1, 5.2: A4, its margins, 22 lines, and 28 characters in each."""
    document = word(NOTICE)
    (section,) = document.sections
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    margins = (section.top_margin, section.left_margin, section.right_margin, section.bottom_margin)
    assert [round(each.mm, 1) for each in margins] == [37, 28, 26, 35]
    grid = section._sectPr.find(qn("w:docGrid"))
    assert (
        int(section.page_height - section.top_margin - section.bottom_margin)
        // Pt(int(grid.get(qn("w:linePitch"))) / 20)
        == 22
    )
    assert grid.get(qn("w:type")) == "lines", "a grid of characters is two cells wide for a glyph wider than one"
    closer = document.styles["Normal"].element.rPr.find(qn("w:spacing"))
    assert int(156 * MM / (16 + int(closer.get(qn("w:val"))) / 20)) == 28
    assert document.settings.odd_and_even_pages_header_footer


def test_the_word_file_names_the_faces_for_chinese_too() -> None:
    shown = {run.text: run for block in word(NOTICE).paragraphs for run in block.runs}
    expected = {
        NOTICE.organ: ("方正小标宋简体", 48), NOTICE.title: ("方正小标宋简体", 22), "一、会议时间": ("黑体", 16),
        "（一）听取工作报告。": ("楷体_GB2312", 16), "由有关部门报告执行情况。": ("仿宋_GB2312", 16),
    }  # fmt: skip
    for text, (name, size) in expected.items():
        fonts_ = shown[text]._r.rPr.rFonts
        assert {fonts_.get(qn(f"w:{script}")) for script in ("eastAsia", "ascii", "hAnsi")} == {name}
        assert shown[text].font.size == Pt(size)
    assert str(shown[NOTICE.organ].font.color.rgb) == "E60000"


def test_the_word_file_has_the_elements_in_their_order() -> None:
    paper = replace(IMPRINT, attachments=("日程", "名单"), note="此件公开发布")
    document = word(paper)
    texts = [each.text for each in document.paragraphs if each.text]
    assert texts == [
        paper.organ, paper.number, paper.title, f"{paper.addressees}：", *TEXT.splitlines(),
        "附件：1. 日程", "2. 名单", paper.signature, "2026年11月9日", "（此件公开发布）",
    ]  # fmt: skip
    (table,) = document.tables
    assert [row.cells[0].text for row in table.rows] == [
        "抄送：区委办公室，区政府办公室。", "区人大办\t2026年11月10日印发",
    ]  # fmt: skip
    assert table._tbl.tblPr.find(qn("w:tblpPr")).get(qn("w:tblpYSpec")) == "bottom"


def test_the_word_files_page_numbers_stand_on_the_outer_side() -> None:
    (section,) = word(NOTICE).sections
    for footer, side in ((section.footer, "rightChars"), (section.even_page_footer, "leftChars")):
        (block,) = footer.paragraphs
        assert block._p.pPr.ind.get(qn(f"w:{side}")) == "100"
        assert block.text == "—  —"
        assert "PAGE" in block._p.xml


def test_starting_a_service_loads_neither_format() -> None:
    """Both are heavy, and most processes never lay a page out."""
    layout = "services.documents.layout"
    asked = f"import sys, {layout}.word, {layout}.printed; print({{'docx', 'typst'}} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
