"""台账 in pages, from the declarations alone: what may be asked, the rows, a record and what may be done to it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl

import pytest

from gateway.operations import is_register
from gateway.pages.columns import proves
from gateway.pages.fields import table_of
from gateway.pages.registers import acts_on, carried_to, exports_of
from services.kernel.procedure.printing import query, sheet
from services.kernel.procedure.registry import Export
from tests.gateway.office import RealOffice
from tests.gateway.test_pages import visitor

ASKER = "p024"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealOffice]:
    made = RealOffice(tmp_path_factory.mktemp("office"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def use(office: RealOffice) -> Any:
    asked = {"department": "finance-economy", "seal": "office", "copies": 2, "title": "介绍信", "purpose": "外出联系"}
    return office.do(ASKER, "documents.request-seal-use", **asked)


def operations(office: RealOffice) -> Any:
    return office.app.state.gate.operations


def test_every_register_that_may_be_asked_stands_in_the_list(office: RealOffice) -> None:
    page = visitor(office, "clerk").get("/registers").text
    for name in ("documents.list-tasks", "documents.list-incoming", "attendance.list-leave", "directory.list-people"):
        assert f'href="/registers/{name}"' in page
    assert "documents.export-tasks" not in page


def test_what_no_post_of_ones_own_admits_is_not_offered(office: RealOffice) -> None:
    page = visitor(office, "staff").get("/registers").text
    assert "/registers/documents.list-quarantine" not in page


def test_every_register_opens_for_the_clerk_or_says_why_not(office: RealOffice) -> None:
    client = visitor(office, "clerk")
    listed = client.get("/registers").text.split('href="/registers/')[1:]
    assert len(listed) > 25
    for part in listed:
        shown = client.get("/registers/" + part.split('"')[0])
        assert shown.status_code in {200, 403, 422}, (part[:60], shown.status_code)
        assert "<h1>" in shown.text


def test_a_row_names_people_and_departments_and_leads_to_its_record(office: RealOffice, use: Any) -> None:
    client = visitor(office, "clerk")
    page = client.get("/registers/documents.list-seal-uses").text
    assert "财政经济工作委员会" in page
    assert "介绍信" in page
    assert '<th scope="col">文件标题</th>' in page
    link = f"/records/documents.get-seal-use?use={use['id']}"
    assert f'href="{link}"' in page
    assert "documents.export-seal-uses" in page
    record = client.get(link).text
    assert "外出联系" in record
    assert "/registers/documents.list-seal-uses" in record


@pytest.mark.parametrize(
    ("asked", "carried"),
    [
        (
            {"department": "finance-economy", "status": "requested"},
            {"department": "finance-economy", "status": "requested"},
        ),
        ({"department": "", "after": ""}, {}),
    ],
)
def test_the_workbook_is_asked_for_as_the_register_was_narrowed(
    office: RealOffice, use: Any, asked: dict[str, str], carried: dict[str, str]
) -> None:
    page = visitor(office, "clerk").get("/registers/documents.list-seal-uses", params=asked).text
    (link,) = re.findall(r'href="/operations/documents.export-seal-uses([^"]*)"', page)
    assert dict(parse_qsl(link.replace("&amp;", "&").lstrip("?"))) == carried
    form = visitor(office, "clerk").get(f"/operations/documents.export-seal-uses{link.replace('&amp;', '&')}").text
    for name, value in carried.items():
        assert re.search(rf'name="{name}"', form)
        assert f'value="{value}" selected' in form or f'value="{value}"' in form


@pytest.mark.parametrize(
    ("asked", "days"),
    [
        ({"month": "2026-02"}, {"start": "2026-02-01", "end": "2026-02-28"}),
        ({"quarter": "2026-Q3"}, {"start": "2026-07-01", "end": "2026-09-30"}),
        ({"year": "2026"}, {"start": "2026-01-01", "end": "2026-12-31"}),
        ({"year": "2026", "month": "2026-12"}, {"start": "2026-12-01", "end": "2026-12-31"}),
        ({"year": "0000"}, {}),
        ({"month": "2026-13"}, {}),
        ({"start": "2026-01-05", "month": "2026-01"}, {"start": "2026-01-05", "end": "2026-01-31"}),
    ],
)
def test_the_days_of_a_workbook_are_those_of_its_register(asked: dict[str, str], days: dict[str, str]) -> None:
    assert carried_to(Export, asked) == days


def test_every_register_that_has_a_workbook_of_its_own_may_be_narrowed_there(office: RealOffice) -> None:
    """Of every service: what the record can be found by, its list and its workbook take alike."""
    known = operations(office)
    narrowed = 0
    for register in (each for each in known.values() if is_register(each)):
        for export in exports_of(known, register):
            if issubclass(export, Export) and f"{register.PATH}-export" == export.PATH:
                shared = set(export.FILTERS) & set(register.model_fields)
                assert carried_to(export, dict.fromkeys(shared, "x")).keys() >= shared
                narrowed += bool(shared)
    assert narrowed > 25


def test_the_filter_narrows_and_nothing_found_is_said(office: RealOffice, use: Any) -> None:
    client = visitor(office, "clerk")
    path = "/registers/documents.list-seal-uses"
    assert "介绍信" in client.get(path, params={"department": "finance-economy"}).text
    none = client.get(path, params={"department": "budget"}).text
    assert "没有记录。" in none
    assert "Nothing on record." in client.get(path, params={"department": "budget", "lang": "en"}).text


def test_a_record_offers_what_ones_posts_admit(office: RealOffice, use: Any) -> None:
    link = f"/records/documents.get-seal-use?use={use['id']}"
    act = f'href="/operations/documents.{{}}?use={use["id"]}&amp;version='
    own = visitor(office, "staff").get(link).text
    assert act.format("withdraw-seal-use") in own
    assert act.format("approve-seal-use") not in own
    assert act.format("withdraw-seal-use") not in visitor(office, "clerk").get(link).text  # another's request
    assert act.format("approve-seal-use") in visitor(office, "chair").get(link).text


def test_pages_follow_one_another(office: RealOffice) -> None:
    client = visitor(office, "clerk")
    first = client.get("/registers/directory.list-people", params={"limit": 10})
    assert first.text.count("<tr>") == 11
    further = first.text.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = client.get("/registers/directory.list-people" + further)
    assert second.text.count("<tr>") == 11
    assert second.text != first.text
    assert "第一页" in second.text


def test_a_register_that_has_to_be_narrowed_asks_for_that_first(office: RealOffice) -> None:
    page = visitor(office, "clerk").get("/registers/attendance.list-entitlements")
    assert page.status_code == 200
    assert "请先填写" in page.text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/registers/nothing.at-all", 404),
        ("/registers/documents.get-seal-use", 404),
        ("/records/documents.list-seal-uses", 404),
        ("/records/documents.approve-seal-use", 404),
        ("/records/documents.get-seal-use", 422),
        ("/records/documents.get-seal-use?use=00000000-0000-0000-0000-000000000000", 404),
        ("/registers/documents.list-seal-uses?limit=0", 422),
    ],
)
def test_what_is_not_there_is_refused_in_words(office: RealOffice, path: str, status: int) -> None:
    page = visitor(office, "clerk").get(path)
    assert page.status_code == status
    assert "<h1" in page.text


def test_what_is_written_is_never_markup(office: RealOffice) -> None:
    asked = {"department": "finance-economy", "seal": "office", "copies": 1, "purpose": "x"}
    office.do(ASKER, "documents.request-seal-use", title="<script>alert(1)</script>", **asked)
    page = visitor(office, "clerk").get("/registers/documents.list-seal-uses").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_the_declarations_say_which_record_and_which_workbook(office: RealOffice) -> None:
    known = operations(office)
    tasks = known["documents.list-tasks"]
    record = known.registers[tasks]
    assert record is known["documents.get-task"]
    assert [each.NAME for each in exports_of(known, tasks)] == ["documents.export-tasks"]
    assert known["documents.accept-task"] in acts_on(known, record)
    assert known["documents.assign-task"] not in acts_on(known, record)


def test_a_form_is_set_when_it_is_asked_for_and_not_before(office: RealOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    """A record's page offers its form to whoever sees the record."""
    lines = [{"account": "bank", "debit": "100"}, {"account": "appropriation", "credit": "100"}]
    voucher = office.do("p015", "finance.post-voucher", on="2026-07-01", summary="拨款到账", postings=lines)
    client, set_pages = visitor(office, "auditor"), []
    monkeypatch.setattr(query, "pdf", lambda data, folder: set_pages.append(data) or sheet.pdf(data, folder))
    page = client.get(f"/records/finance.get-voucher?voucher={voucher['id']}").text
    link = f"/operations/finance.print-voucher?voucher={voucher['id']}&amp;ask=1"
    assert f'href="{link}"' in page
    assert "打印记账凭证" in page
    assert not set_pages
    got = client.get(link.replace("&amp;", "&"))
    assert got.headers["content-type"] == "application/pdf"
    assert got.content.startswith(b"%PDF")
    assert len(set_pages) == 1


def test_an_event_leads_to_its_record_and_speaks_as_its_procedure_does(office: RealOffice) -> None:
    """`office` is a set of books here, and no department."""
    lines = [{"account": "bank", "debit": "7"}, {"account": "appropriation", "credit": "7"}]
    voucher = office.do("p015", "finance.post-voucher", on="2026-07-01", summary="拨款到账", postings=lines)
    (event, *_) = office.do("p020", "finance.list-events", newest=True, aggregate=voucher["id"])["items"]
    page = visitor(office, "auditor").get(f"/events/finance/{event['position']}").text
    assert f'href="/records/finance.get-voucher?voucher={voucher["id"]}"' in page
    assert voucher["number"] in page.split("</h1>")[1].split("</p>")[0]
    assert "<dt>账套</dt><dd>机关账" in "".join(page.split("\n"))
    assert 'href="/regulations#A28"' in page


def test_a_form_begins_with_as_many_rows_as_it_needs(office: RealOffice) -> None:
    page = visitor(office, "clerk").get("/operations/finance.post-voucher").text
    assert 'name="postings.1.account"' in page
    assert 'name="postings.2.account"' not in page


def test_a_register_never_leaves_out_how_things_stand(office: RealOffice) -> None:
    rows = {"items": [{f"field_{n}": "x" for n in range(20)} | {"status": "open", "amount": "1"}]}
    columns = table_of(rows, "zh", sheet=("amount", "field_19"))
    assert len(columns) == 12
    assert columns[-3:] == ["field_19", "status", "amount"]


def test_a_list_comes_before_its_filters_until_one_is_set(office: RealOffice) -> None:
    client = visitor(office, "clerk")
    folded = re.compile(r'<details class="filter">\s*<summary>筛选')
    assert folded.search(client.get("/registers/directory.list-people").text)
    asked = client.get("/registers/directory.list-people?department=office").text
    assert '<details class="filter" open>' in asked
    assert not folded.search(asked)


@pytest.mark.parametrize(
    ("value", "proof"),
    [
        ("attendance:1965,directory:241,policy:1", True),
        ("5c215f8938feee2cc2c4c7a9ee0724eb4c486a684820105fb3f6f3f1f2de0966", True),
        ("appraisal.quarter:2026-Q3/5c215f8938fe", True),
        (["attendance:1965:83c0085c0493c2ac7ae9cc0509a93180a699e8c6"], True),
        ([], False),
        (["农业农村工作委员会"], False),
        ("9068d272-933e-51bf-afcc-2943eaad66d6", False),
        ("attendance.leave-approved", False),
        ("党组决议2026年第4号", False),
        (20260704, False),
    ],
)
def test_digests_and_positions_are_for_whoever_checks(value: object, proof: bool) -> None:
    assert proves(value) is proof


def test_an_english_page_has_no_chinese_punctuation_of_its_own(office: RealOffice) -> None:
    client = visitor(office, "clerk")
    page = client.get("/operations/attendance.request-leave?lang=en").text
    client.get("/desk?lang=zh")
    lead = re.search(r'<p class="lead">.*?</p>', page, re.DOTALL)
    assert lead
    assert "May be done by: " in lead[0]
    assert not re.search("[：、，；]", lead[0])


def test_whoever_hands_in_or_accepts_a_month_is_told_of_the_days_on_which_nobody_punched(office: RealOffice) -> None:
    """No machine file of June was ever imported: everybody stands there as absent."""
    sheet = {"month": "2026-06", "department": "finance-economy"}
    told = "全机关无打卡的工作日", "2026-06-01"
    office.do("p022", "attendance.compile-sheet", **sheet)
    head, clerk = visitor(office, "head"), visitor(office, "clerk")
    for person, operation in ((head, "submit-sheet"), (clerk, "accept-sheet")):
        for page in ("records/attendance.get-sheet", f"operations/attendance.{operation}"):
            shown = person.get(f"/{page}", params={**sheet, "lang": "zh"}).text
            assert all(words in shown for words in told), page
        if person is head:
            office.do("p022", "attendance.submit-sheet", **sheet)


def test_a_proposed_change_is_read_in_words_and_not_in_ids(office: RealOffice) -> None:
    order = {"department": "agriculture", "leader_post": "deputy-chair-1", "day": "2026-09-01"}
    office.do("p008", "directory.assign-supervision", **order)
    (waiting,) = office.do("p008", "directory.list-proposals", status="proposed")["items"]
    assert waiting["order_zh"].startswith("部门：农")
    chair = visitor(office, "chair")
    for lang, said in (("zh", waiting["order_zh"]), ("en", waiting["order_en"])):
        page = chair.get("/records/directory.get-proposal", params={"proposal": waiting["id"], "lang": lang}).text
        assert said in html.unescape(page)
        assert "leader_post" not in page
        assert "deputy-chair-1" not in page
