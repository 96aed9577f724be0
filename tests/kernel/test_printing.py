"""Forms of records: what is declared is printed, what is written stays text, nobody signs without a fact."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, ClassVar
from uuid import UUID
from zoneinfo import ZoneInfo

import pypdfium2
import pytest
from pydantic import Field

from services.kernel.domain.events import Event
from services.kernel.domain.words import Status
from services.kernel.procedure.operations import View
from services.kernel.procedure.printing import fonts, sheet
from services.kernel.procedure.printing.fonts import NoFonts
from services.kernel.procedure.printing.form import (
    Cells,
    Column,
    Filling,
    Form,
    Lines,
    Signatures,
    Signed,
    Size,
    Sum,
    Text,
)
from services.kernel.procedure.record import Department, Person
from services.kernel.refusals import Refusal
from tests.papers import plain, texts

pytestmark = pytest.mark.slow

MARKUP = '#read("/etc/passwd") $x^2$ *b* _i_ \\ @ref <label> `raw` // c /* d */ [e] {f} ~ -- ] #'
ZONE = ZoneInfo("Asia/Shanghai")


class Asked(Event):
    TOPIC = "sample.slip-asked.v1"


class Agreed(Event):
    TOPIC = "sample.slip-agreed.v1"
    opinion: str = ""


class Refused(Event):
    TOPIC = "sample.slip-refused.v1"
    opinion: str = ""


class SentBack(Event):
    TOPIC = "sample.slip-sent-back.v1"


class SlipStatus(Status):
    OPEN = "open", "待办", "open"
    DROPPED = "dropped", "已撤回", "withdrawn"


class Item(View):
    what: str = Field(title="事项 / what")
    on: date = Field(title="日期 / day")
    amount: Decimal = Field(title="金额(元) / amount (yuan)")
    count: int = Field(title="件数 / count")


class Slip(View):
    number: str
    person: Person
    department: Department
    reason: str = Field(title="事由 / reason")
    on: date | None = Field(title="日期 / day")
    at: datetime | None = Field(default=None, title="时间 / time")
    status: SlipStatus = Field(title="状态 / status")
    gone: bool = Field(default=False, title="作废 / void")
    items: list[Item] = Field(default_factory=list, title="明细 / items")
    total: Decimal = Field(title="金额(元) / amount (yuan)")
    version: int = 3


SIGNATURES = Signatures(
    Signed("申请人", Asked),
    Signed("审批", {Agreed: "同意", Refused: "不同意"}, note="opinion"),
    Signed("盖章"),
    anew=(SentBack,),
)
TWICE = Column("倍数", lambda line: line.count * 2)
SLIP = Form(
    "用款单 / slip",
    Slip,
    Cells("person department:2", "reason"),
    Lines("items", "what:3 on amount", sums="amount", more=(TWICE,), numbered=True),
    Sum("total"),
    Text("本单一式两份。"),
    SIGNATURES,
    dated="on",
    size=Size.HALF,
    void=(SlipStatus.DROPPED,),
)


class Organ:
    NAMES: ClassVar[dict[str, str]] = {"p1": "欧阳明月", "p2": "李未", "p3": f"王{MARKUP}"}

    def name_of(self, person: str) -> str:
        return self.NAMES.get(person, person)

    def title_of(self, department: str, on: date) -> str:
        return {"d1": "教育科学文化卫生工作委员会"}.get(department, department)

    def post_title(self, post: str) -> str:
        return {"chair": "主任"}.get(post, post)


CTX: Any = SimpleNamespace(organ=Organ(), zone=ZONE, today=date(2026, 7, 3))


def slip(**more: Any) -> Slip:
    said: dict[str, Any] = {
        "number": "2026-0001", "person": "p1", "department": "d1", "reason": "购买办公用品", "on": date(2026, 7, 3),
        "status": SlipStatus.OPEN, "total": Decimal("1409.50"),
    }  # fmt: skip
    return Slip(**said | more)


def item(amount: str, what: str = "纸张") -> Item:
    return Item(what=what, on=date(2026, 7, 1), amount=Decimal(amount), count=3)


def fact(cls: type[Event], version: int, actor: str = "p1", **more: Any) -> Event:
    moment = datetime(2026, 7, 2, 17, 30, tzinfo=UTC)
    """In Beijing it is the 3rd already."""
    return cls(
        originator_id=UUID(int=1),
        originator_version=version,
        timestamp=moment,
        day=date(2026, 6, 1),
        actor=actor,
        **more,
    )


def filled(view: Slip, *facts: Event, form: Form = SLIP) -> dict[str, Any]:
    return {
        "title": form.zh, "head": "某区人大办", "number": view.number, "dated": "2026年7月3日", "enclosed": "附件 2 张",
        "stamp": form.stamp(view), "parts": form.fill(Filling(CTX, view, facts)), "foot": ["状态：待办", "打印"],
        "page": form.size.value[:2], "letters": form.size.value[2], "beside": form.widest,
    }  # fmt: skip


def part(data: dict[str, Any], kind: str) -> dict[str, Any]:
    return next(one for one in data["parts"] if one["kind"] == kind)


def boxes(*facts: Event) -> dict[str, dict[str, str]]:
    found = SIGNATURES.fill(SLIP, Filling(CTX, slip(), facts))
    return {box["label"]: box for row in found["rows"] for box in row}


def read(data: dict[str, Any]) -> list[str]:
    document = pypdfium2.PdfDocument(sheet.pdf(data, None))
    return [plain(page.get_textpage().get_text_bounded()) for page in document]


def placed(page: pypdfium2.PdfPage) -> list[tuple[str, tuple[float, float, float, float]]]:
    """Each sign with its left, bottom, right and top; all of them above the foot line and within the margins."""
    text, found = page.get_textpage(), []
    for at in range(text.count_chars()):
        left, bottom, right, top = box = text.get_charbox(at)
        assert left >= 40 and right <= page.get_width() - 40  # noqa: PT018
        assert bottom >= 15 and top <= page.get_height() - 15  # noqa: PT018
        found.append((text.get_text_range(at, 1), box))
    return found


def test_what_is_declared_is_printed() -> None:
    data = filled(slip(items=[item("1200"), item("209.50")]), fact(Asked, 1))
    assert part(data, "cells")["rows"] == [
        [("人员", "欧阳明月", 1), ("部门", "教育科学文化卫生工作委员会", 2)],
        [("事由", "购买办公用品", 1)],
    ]
    lines = part(data, "lines")
    assert [head[0] for head in lines["heads"]] == ["序号", "事项", "日期", "金额(元)", "倍数"]
    assert lines["rows"][0] == ["1", "纸张", "2026-07-01", "1,200", "6"]
    assert lines["under"] == ["1,409.50", ""]
    assert part(data, "sum")["rows"] == [("金额", "壹仟肆佰零玖元伍角整", "￥1,409.50")]
    (page,) = read(data)
    for text in texts(data):
        assert plain(text) in page


def test_how_a_field_is_read_can_be_said() -> None:
    def reading(ctx: Any) -> Any:
        return lambda value: f"〔{value}〕"

    form = Form(
        "单 / slip",
        Slip,
        Cells("number reason", reads={"number": reading}),
        Lines("items", "what", reads={"what": reading}),
    )
    cells, lines = form.fill(Filling(CTX, slip(items=[item("1")])))
    assert [value for _, value, _ in cells["rows"][0]] == ["〔2026-0001〕", "购买办公用品"]
    assert lines["rows"] == [["〔纸张〕"]]


@pytest.mark.parametrize(
    ("amount", "figures", "said"),
    [
        ("0", "￥0.00", "零元整"),
        ("0.01", "￥0.01", "壹分"),
        ("123456789", "￥123,456,789.00", "壹亿贰仟叁佰肆拾伍万陆仟柒佰捌拾玖元整"),
        ("-25.3", "￥-25.30", "负贰拾伍元叁角整"),
    ],
)
def test_sums_stand_in_figures_and_capitals(amount: str, figures: str, said: str) -> None:
    data = filled(slip(total=Decimal(amount)))
    assert part(data, "sum")["rows"] == [("金额", said, figures)]
    assert f"大写：{said}小写：{figures}" in read(data)[0]


def test_nobody_signs_without_a_fact() -> None:
    assert [set(box) for box in boxes().values()] == [{"label"}] * 3
    asked = boxes(fact(Asked, 1))
    assert asked["申请人"] == {
        "label": "申请人", "word": "", "note": "", "who": "欧阳明月", "post": "", "day": "2026年7月3日",
    }  # fmt: skip
    assert "who" not in asked["审批"]


def test_who_signs_says_in_which_post_for_whom_and_what_of_it() -> None:
    box = boxes(fact(Agreed, 2, "p2", post="chair", stands_in_for="p1", opinion="从速"))["审批"]
    assert (box["word"], box["note"], box["who"], box["post"]) == ("同意", "从速", "李未", "主任　代欧阳明月")
    assert boxes(fact(Refused, 2, "p2"))["审批"]["word"] == "不同意"


def test_the_last_fact_counts_and_what_was_sent_back_is_signed_anew() -> None:
    twice = boxes(fact(Agreed, 1, "p1"), fact(Refused, 2, "p2"))
    assert (twice["审批"]["who"], twice["审批"]["word"]) == ("李未", "不同意")
    anew = boxes(fact(Asked, 1), fact(Agreed, 2), fact(SentBack, 3), fact(Asked, 4, "p2"))
    assert anew["申请人"]["who"] == "李未"
    assert "who" not in anew["审批"]


def test_what_no_longer_holds_of_the_record_is_signed_by_nobody() -> None:
    """Sent back to one step, only what was decided from there on falls."""
    own = Signatures(Signed("审查", Asked, while_="reason"), Signed("审批", Agreed))
    facts = fact(Asked, 1), fact(Agreed, 2, "p2")
    for reason, signed in (("在", ["欧阳明月", "李未"]), ("", [None, "李未"])):
        (row,) = own.fill(SLIP, Filling(CTX, slip(reason=reason), facts))["rows"]
        assert [box.get("who") for box in row] == signed


def test_who_asks_anew_signs_by_that() -> None:
    own = Signatures(Signed("申请人", (Asked, SentBack)), Signed("审批", Agreed), anew=(SentBack,))
    (row,) = own.fill(SLIP, Filling(CTX, slip(), (fact(Asked, 1), fact(Agreed, 2), fact(SentBack, 3, "p2"))))["rows"]
    assert [box.get("who") for box in row] == ["李未", None]


def test_a_box_can_take_some_facts_only() -> None:
    own = Signatures(Signed("经手", Agreed, where=lambda one, view: one.opinion == view.number))
    facts = fact(Agreed, 1, "p1", opinion="2026-0001"), fact(Agreed, 2, "p2", opinion="2026-0002")
    assert own.fill(SLIP, Filling(CTX, slip(), facts))["rows"][0][0]["who"] == "欧阳明月"


def test_what_need_not_happen_has_no_box_until_it_does() -> None:
    own = Signatures(
        Signed("申请人", Asked), Signed("退回", SentBack, optional=True), Signed("意见", Agreed, each=True)
    )
    facts = fact(SentBack, 1), fact(Agreed, 2), fact(Agreed, 3, "p2")

    def labels(*facts: Event) -> list[str]:
        rows = own.fill(SLIP, Filling(CTX, slip(), facts))["rows"]
        return [box["label"] for row in rows for box in row]

    assert labels() == ["申请人", "意见"]
    assert labels(*facts) == ["申请人", "退回", "意见", "意见"]


def test_what_no_longer_counts_is_stamped() -> None:
    assert SLIP.stamp(slip()) == ""
    assert SLIP.stamp(slip(status=SlipStatus.DROPPED)) == "已撤回"
    flagged = Form("收据 / receipt", Slip, void="gone")
    assert (flagged.stamp(slip()), flagged.stamp(slip(gone=True))) == ("", "作废")
    assert "已撤回" in read(filled(slip(status=SlipStatus.DROPPED)))[0]


def test_what_is_written_stays_text() -> None:
    """No text is run as markup, wherever it stands, and what cannot be printed is left out."""
    view = slip(reason=f"{MARKUP}\n第二行\x00\x0b", number=MARKUP, items=[item("1", MARKUP)], person="p3")
    data = filled(view, fact(Agreed, 1, "p3", opinion=MARKUP))
    pages = read(data)
    found = "".join(pages)
    assert found.count(plain(MARKUP)) == 5 + len(pages)  # the number stands on every page
    assert "第二行" in found
    assert "root:" not in found


def test_long_texts_and_words_stay_within_the_page() -> None:
    view = slip(reason="很长的事由" * 300 + "x" * 300, items=[item("123456789.01", "长" * 100)] * 60)
    document = pypdfium2.PdfDocument(sheet.pdf(filled(view, fact(Asked, 1)), None))
    assert len(document) > 5
    found = ""
    for number, page in enumerate(document, 1):
        placed(page)
        found += (said := plain(page.get_textpage().get_text_bounded()))
        assert f"第{number}页共{len(document)}页" in said
        assert number == 1 or said.startswith("用款单（续）2026-0001")
    assert found.count("123,456,789.01") == 60
    assert found.count("长" * 5) >= 60


@pytest.mark.parametrize("long", [10, 100, 250, 500])
def test_a_long_opinion_makes_its_box_higher(long: int) -> None:
    """Beyond a page too: nothing is printed upon anything else, or outside the page."""
    data = filled(slip(), fact(Asked, 1), fact(Refused, 2, "p2", post="chair", opinion="长" * long))
    document = pypdfium2.PdfDocument(sheet.pdf(data, None))
    signs = [(sign, number, box) for number, page in enumerate(document) for sign, box in placed(page)]
    opinion = [(-number, bottom) for sign, number, (_, bottom, _, _) in signs if sign == "长"]
    name = [(-number, top) for sign, number, (_, _, _, top) in signs if sign in "李未"]
    assert (len(opinion), len(name)) == (long, 2)
    assert max(name) < min(opinion)


def test_what_is_signed_is_not_parted_from_its_signatures() -> None:
    """After the last table everything stands on one page."""
    for lines in range(1, 30):
        pages = read(filled(slip(items=[item("1")] * lines), fact(Asked, 1)))
        assert all(text in pages[-1] for text in ("大写：", "本单一式两份。", "申请人", "盖章")), lines


def test_a_table_without_lines_is_printed_empty() -> None:
    assert "事项" in read(filled(slip()))[0]


@pytest.mark.parametrize(
    "parts", [(Cells("reason wrong"),), (Lines("items", "what wrong"),), (Sum("wrong"),), (Lines("wrong", "what"),)]
)
def test_a_form_names_fields_that_are_there(parts: Any) -> None:
    with pytest.raises(TypeError, match="no field"):
        Form("单 / slip", Slip, *parts)


def test_a_box_quotes_what_its_facts_say() -> None:
    with pytest.raises(TypeError, match="no fact of it"):
        Signatures(Signed("审批", Asked, note="opinion"))


def test_the_same_paper_gives_the_same_bytes() -> None:
    data = filled(slip(items=[item("1")]), fact(Asked, 1))
    assert sheet.pdf(data, None) == sheet.pdf(data, None)


def test_without_a_chinese_font_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    import typst

    none = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)
    monkeypatch.setattr(fonts, "installed", lambda folder: none)
    with pytest.raises(NoFonts) as refused:
        sheet.pdf(filled(slip()), None)
    assert isinstance(refused.value, Refusal)
    assert refused.value.kind == "unavailable"


def test_starting_a_service_does_not_load_what_sets_pages() -> None:
    asked = "import sys, services.kernel.procedure.printing.query; print('typst' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
