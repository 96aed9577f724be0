"""Bank statements (A28): every format of the same lines gives the same, nothing is lost, doubled, guessed or run."""

from __future__ import annotations

import contextlib
import io
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as each
from hypothesis import strategies as st

from services.finance.bank_statements.events import StatementImported
from services.finance.bank_statements.formats import open_file
from services.finance.bank_statements.lines import (
    MOST_LINES,
    Read,
    StatementTooLarge,
    UnreadableStatement,
    numbered,
)
from services.finance.bank_statements.operations import (
    ExportBankLines,
    GetStatementTemplate,
    ListBankLines,
    ListBankStatements,
)
from services.finance.bank_statements.reader import read_file
from services.finance.bank_statements.statement import StatementDoesNotFollow, StatementOfAnotherAccount
from services.finance.bank_statements.tables import read_text
from services.kernel.domain.events import encode, public_bytes
from services.kernel.procedure.apart import BeyondBounds, Bounds
from services.kernel.procedure.sheet_sizes import SheetTooLarge
from services.kernel.refusals import Forbidden, Invalid
from tests.finance.desk import ACCOUNTANT, AUDITOR, CASHIER, UNION_CHAIR, Desk, clock, day, read_back
from tests.finance.statements import Entry, bring, camt053, mt940, table, workbook
from tests.given import fact, given, proven

pytestmark = pytest.mark.slow

JUNE: list[Entry] = [
    (day(6, 3), "1000.00", "B7001"),
    (day(6, 3), "-250.50", "B7002"),
    (day(6, 9), "-250.50", "B7003"),
    (day(6, 9), "-250.50", "B7004"),
    (day(6, 10), "100.00", "B7005"),
]
AT = {"at": clock(day(7, 1), 10)}
MAKERS = (table, workbook, mt940, camt053)


@pytest.mark.parametrize("make", MAKERS)
def test_every_format_tells_the_same(make: Any) -> None:
    found = read_file(make(JUNE, "5000"), "对账单")
    assert [(one.day, one.amount, one.reference) for one in found.lines] == [
        (on, Decimal(amount), reference) for on, amount, reference in JUNE
    ]
    assert (found.opening, found.closing) == (Decimal(5000), Decimal("5348.50"))
    assert found.account == "6222000011112222"


@pytest.mark.parametrize("make", [lambda lines, opening: table(lines, opening, newest_first=True), table])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_tables_come_in_any_encoding_and_order(make: Any, encoding: str) -> None:
    content = make(JUNE, "5000").decode("gb18030").encode(encoding)
    assert [one.reference for one in open_file(content, "x").lines] == [one[2] for one in JUNE]


def signed(heading: str, rows: list[str]) -> bytes:
    return "\n".join([heading, *rows]).encode()


@pytest.mark.parametrize(
    ("heading", "rows"),
    [
        ("日期,金额,借贷标志", ["2025-06-03,1000.00,贷", "2025-06-04,250.50,借"]),
        ("记账日,发生额,收支", ["20250603,1000,收入", "20250604,250.5,支出"]),
        ("交易时间,交易金额", ["2025-06-03 10:11:12,+1000.00", "2025-06-04 09:00:00,-250.50"]),
        ("交易日期\t收入\t支出", ["2025年6月3日\t1,000.00\t", "2025/6/4\t0.00\t￥250.50"]),
        ("交易日期;金额;余额", ["2025-06-03;1000.00;1000.00", "2025-06-04;-250.50;749.50"]),
    ],
)
def test_banks_name_their_columns_as_they_like(heading: str, rows: list[str]) -> None:
    found = open_file(signed(heading, rows), "x.csv").lines
    assert [(one.day, one.amount) for one in found] == [
        (day(6, 3), Decimal("1000.00")),
        (day(6, 4), Decimal("-250.50")),
    ]


@pytest.mark.parametrize(
    ("heading", "rows"),
    [
        ("日期,金额", ["2025-06-03,1000.00", "2025-06-04,250.50"]),  # which side?
        ("日期,金额,借贷标志", ["2025-06-03,1000.00,是"]),
        ("日期,收入,支出", ["2025-06-03,1000.00,1000.00"]),  # both sides
        ("日期,收入,支出", ["2025-06-03,,"]),
        ("日期,收入,支出", ["2025-06-31,5,"]),  # no such day
        ("日期,收入,支出", ["2025-06-03,5.001,"]),  # fractions of a fen
        ("日期,收入,支出", ["2025-06-03,1e9999,"]),
        ("日期,收入,支出", ["2025-06-03,NaN,"]),
        ("日期,收入,支出", ["2025-06-03,=1+1,"]),
        ("日期,收入,支出", []),
        ("日期,备注", ["2025-06-03,5"]),
        ("日期,收入,支出,余额", ["2025-06-03,5,,5", "2025-06-04,5,,11"]),  # the balances do not follow
        ("日期,收入,支出", ['2025-06-03,5,"never ends']),
    ],
)
def test_what_could_mean_two_things_is_refused_whole(heading: str, rows: list[str]) -> None:
    with pytest.raises(UnreadableStatement) as refused:
        open_file(signed(heading, rows), "x.csv")
    assert refused.value.cites == ("A28",)


def test_bad_rows_are_named_as_the_spreadsheet_counts_them() -> None:
    with pytest.raises(UnreadableStatement) as refused:
        open_file(signed("日期,收入,支出", ["2025-06-03,5,", "never,5,", "2025-06-03,,"]), "x.csv")
    assert refused.value.details["rows"] == [{"row": 3, "column": "day"}, {"row": 4, "column": "amount"}]


def spoiled(content: bytes, old: bytes, new: bytes) -> bytes:
    assert old in content
    return content.replace(old, new, 1)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00" * 64,
        b"PK\x03\x04 not a workbook",
        b"\xd0\xcf\x11\xe0 not a workbook",
        b"\x89PNG\r\n\x1a\n\x00\x01\x02",
        mt940(JUNE, "5000").replace(b":61:", b":XX:", 1),
        spoiled(mt940(JUNE, "5000"), b"C1000,00", b"C999,00"),
        spoiled(mt940(JUNE, "5000"), b"250603", b"250699"),
        mt940(JUNE, "5000", currency="USD"),
        camt053(JUNE, "5000", currency="USD"),
        spoiled(camt053(JUNE, "5000"), b"1000.00", b"999.00"),
        spoiled(camt053(JUNE, "5000"), b"<Dt>2025-06-03</Dt>", b"<Dt>June</Dt>"),
        camt053(JUNE, "5000")[:-20],
        camt053(JUNE, head='<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>'),
        camt053(JUNE, head='<!DOCTYPE x SYSTEM "file:///etc/passwd">'),
    ],
)
def test_what_is_damaged_foreign_or_hostile_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableStatement):
        read_file(content, "对账单")


def test_a_name_of_a_file_is_never_opened(tmp_path: Path) -> None:
    """The library of MT940 would read a file where it is given its name."""
    kept = tmp_path / "kept.sta"
    kept.write_bytes(mt940(JUNE))
    with pytest.raises(UnreadableStatement):
        open_file(str(kept).encode(), "x")


def test_what_is_too_large_is_refused_before_it_is_laid_out() -> None:
    long = [(day(6, 3), "1.00", f"B{n}") for n in range(MOST_LINES + 1)]
    for make in (table, mt940, camt053):
        with pytest.raises(StatementTooLarge):
            open_file(make(long), "x")
    with pytest.raises(BeyondBounds):
        read_file(table(long[:MOST_LINES]), "x", Bounds(output=1))


def test_a_workbook_that_unfolds_to_too_much_is_not_laid_out() -> None:
    """One cell in the far corner of the sheet: seventeen thousand million cells."""
    book = openpyxl.load_workbook(io.BytesIO(workbook(JUNE)))
    book.active["XFD1048576"] = "x"  # type: ignore[index]
    made = io.BytesIO()
    book.save(made)
    with pytest.raises(SheetTooLarge):
        read_file(made.getvalue(), "对账单.xlsx")


def test_the_longest_that_is_taken() -> None:
    most = [(day(6, 3), "1.00", f"B{n}") for n in range(MOST_LINES)]
    assert len(open_file(table(most), "x").lines) == MOST_LINES


# -- taken in ---------------------------------------------------------------------------------------------------------


def test_a_statement_is_taken_in_with_what_lay_at_the_bank_before(desk: Desk) -> None:
    given(to=desk).when(bring(table(JUNE, "5000")), by=ACCOUNTANT, **AT).then(
        fact(StatementImported, book="office", first=day(6, 3), last=day(6, 10), read=5, recorded=6, format="table")
    ).then_answer(read=5, recorded=6, known=0, balance=Decimal("5348.50"))
    lines = desk.on(day(7, 1), AUDITOR, ListBankLines(book="office"), 11).items
    assert [(one.line, one.amount) for one in lines][-1] == ("opening", Decimal(5000))
    assert lines[-1].day == day(5, 31)
    assert {one.line for one in lines} >= {"20250609-250.50#1", "20250609-250.50#2"}
    proven(desk.app)


def test_the_template_can_be_filled_in_and_brought(desk: Desk) -> None:
    book = openpyxl.load_workbook(io.BytesIO(desk.on(day(7, 1), ACCOUNTANT, GetStatementTemplate(), 9).content))
    sheet: Any = book.active
    sheet.append(["2025-06-03", 1000, None, 6000, "B7001", "王某", "转账"])
    sheet.append(["2025-06-04", None, 250.5, 5749.5, "B7002", "王某", "转账"])
    filled = io.BytesIO()
    book.save(filled)
    given(to=desk).when(bring(filled.getvalue()), by=ACCOUNTANT, **AT).then_answer(read=2, balance=Decimal("5749.50"))


@pytest.mark.parametrize("first", MAKERS)
@pytest.mark.parametrize("again", MAKERS)
def test_a_line_that_is_known_is_known_in_any_format(desk: Desk, first: Any, again: Any) -> None:
    """And the same file twice is no fact."""
    given(to=desk).when(bring(first(JUNE[:4], "5000")), by=ACCOUNTANT, **AT).then(StatementImported)
    given(to=desk).when(bring(again(JUNE, "5000")), by=ACCOUNTANT, **AT).then(
        fact(StatementImported, recorded=1, read=5)
    ).then_answer(recorded=1, known=4, balance=Decimal("5348.50"))
    given(to=desk).when(bring(again(JUNE, "5000")), by=ACCOUNTANT, **AT).then().then_answer(recorded=0, known=5)
    assert len(desk.on(day(7, 1), AUDITOR, ListBankLines(), 11).items) == 6
    assert len(desk.on(day(7, 1), AUDITOR, ListBankStatements(), 11).items) == 2


def test_of_equal_sums_of_a_day_a_later_file_brings_the_further_ones(desk: Desk) -> None:
    given(to=desk).when(bring(table(JUNE[:3], "5000")), by=ACCOUNTANT, **AT).then(StatementImported)
    given(to=desk).when(bring(table(JUNE[2:4], "5749.50")), by=ACCOUNTANT, **AT).then_answer(recorded=1, known=1)


def test_a_gap_between_statements_is_seen(desk: Desk) -> None:
    given(to=desk).when(bring(table(JUNE[:2], "5000")), by=ACCOUNTANT, **AT).then(StatementImported)
    given(to=desk).when(bring(table(JUNE[4:], "5248.50")), by=ACCOUNTANT, **AT).then_refused(
        StatementDoesNotFollow, cites=("A28",), made="5849.50", closing="5348.50"
    )
    given(to=desk).when(bring(table(JUNE[2:], "5749.50")), by=ACCOUNTANT, **AT).then(StatementImported)


BARE = signed("日期,收入,支出", ["2025-06-03,5.00,"])


def test_where_the_first_file_states_no_balance_the_accountant_does(desk: Desk) -> None:
    given(to=desk).when(bring(BARE, opening=Decimal(95)), by=ACCOUNTANT, **AT).then_answer(balance=Decimal(100))


def test_without_it_the_account_began_with_nothing(desk: Desk) -> None:
    given(to=desk).when(bring(BARE), by=ACCOUNTANT, **AT).then_answer(balance=Decimal(5), recorded=1)


def test_what_the_accountant_states_must_be_what_the_file_states(desk: Desk) -> None:
    given(to=desk).when(bring(table(JUNE, "5000"), opening=Decimal(1)), by=ACCOUNTANT, **AT).then_refused(Invalid)


def test_one_book_has_one_account(desk: Desk) -> None:
    given(to=desk).when(bring(table(JUNE[:2], "0")), by=ACCOUNTANT, **AT).then(StatementImported)
    other = table(JUNE[2:], "749.50").replace(b"6222000011112222", b"6222000011113333")
    given(to=desk).when(bring(other), by=ACCOUNTANT, **AT).then_refused(StatementOfAnotherAccount, cites=("A28",))
    given(to=desk).when(bring(other, book="union"), by=ACCOUNTANT, **AT).then(StatementImported)


def test_a_line_of_tomorrow_is_none(desk: Desk) -> None:
    given(to=desk).when(bring(table(JUNE)), by=ACCOUNTANT, at=clock(day(6, 9))).then_refused(Invalid)
    given(to=desk).when(bring(table(JUNE), book="nowhere"), by=ACCOUNTANT, **AT).then_refused(Invalid)


@pytest.mark.parametrize("person", [CASHIER, AUDITOR, UNION_CHAIR])
def test_nobody_but_the_accountant_brings_statements(desk: Desk, person: str) -> None:
    """The cashier least of all (B10.2)."""
    given(to=desk).when(bring(table(JUNE)), by=person, **AT).then_refused(Forbidden)


def test_who_paid_stays_in_the_service(desk: Desk) -> None:
    given(to=desk).when(bring(table(JUNE)), by=ACCOUNTANT, **AT)
    (event,) = desk.recorded()[-1:]
    assert "王某" in encode(event).decode()
    assert "王某" not in public_bytes(event.TOPIC, encode(event)).decode()
    exported = desk.on(day(7, 1), AUDITOR, ExportBankLines(start=day(6, 1), end=day(6, 30)), 11)
    assert "王某" not in str(read_back(exported.content))


# -- whatever comes ---------------------------------------------------------------------------------------------------

days = st.dates(date(2025, 6, 1), date(2025, 6, 5))
amounts = st.integers(-300, 300).filter(bool).map(lambda n: f"{Decimal(n) / 100:.2f}")
entries = st.lists(st.tuples(days, amounts, st.sampled_from(["", "A1", "B2"])), min_size=1, max_size=12).map(sorted)


@each(entries, st.integers(0, 12))
def test_ids_are_told_once_and_the_same_by_every_part_of_whole_days(lines: list[Entry], cut: int) -> None:
    def ids(some: list[Entry]) -> list[str]:
        return [id for id, _ in numbered(open_file(table(some, "100"), "x").lines)]

    told = ids(lines)
    assert len(set(told)) == len(told)
    until = lines[min(cut, len(lines) - 1)][0]
    assert set(ids([one for one in lines if one[0] <= until])) <= set(told)


@each(st.binary(max_size=400) | st.text(max_size=400).map(lambda text: text.encode()))
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    with contextlib.suppress(UnreadableStatement, StatementTooLarge):
        assert open_file(content, "x").lines


@each(st.sampled_from([mt940(JUNE, "5000"), camt053(JUNE, "5000"), table(JUNE, "5000")]), st.data())
@settings(deadline=None)
def test_a_spoiled_byte_never_changes_a_sum_unseen(content: bytes, data: st.DataObject) -> None:
    """Either the balances still follow from the lines, or the file is refused."""
    at = data.draw(st.integers(0, len(content) - 1))
    changed = content[:at] + bytes([data.draw(st.integers(0, 255))]) + content[at + 1 :]
    try:
        found = open_file(changed, "x")
    except (UnreadableStatement, StatementTooLarge):
        return
    if found.opening is not None and found.closing is not None:
        assert found.opening + sum(one.amount for one in found.lines) == found.closing


# -- a balance that is missing ----------------------------------------------------------------------------------------

HEAD = "交易日期,借方,贷方,余额\n"
WHOLE = ["2025-06-02,,100.00,1100.00", "2025-06-02,40.00,,1060.00", "2025-06-03,,7.50,1067.50"]


def listed(*rows: str) -> Read:
    return read_text((HEAD + "\n".join(rows) + "\n").encode())


@pytest.mark.parametrize(
    "rows",
    [
        [WHOLE[0], "2025-06-02,4", WHOLE[2]],
        [WHOLE[0], "2025-06-02,40.00,,", "2025-06-02,40.00,,", WHOLE[2]],
        [*WHOLE[:2], "2025-06-03,,7"],
        [WHOLE[0], "2025-06-02,,40.00,,1060.00", WHOLE[2]],
        ["2025-06-02,,100.00,", WHOLE[1], "2025-06-03,,8.50,1067.50"],
        [WHOLE[0], "2025-06-02,4"],
        [WHOLE[0], "2025-06-03,4"],
    ],
)
def test_a_line_whose_balance_is_missing_is_not_believed(rows: list[str]) -> None:
    """A row that was cut off or shifted says another sum: the balances around it tell."""
    with pytest.raises(UnreadableStatement):
        listed(*rows)


@pytest.mark.parametrize("newest_first", [False, True])
def test_a_balance_a_day_is_enough(newest_first: bool) -> None:
    rows = ["2025-06-02,,100.00,", *WHOLE[1:]]
    found = listed(*(rows[::-1] if newest_first else rows))
    assert [str(one.amount) for one in found.lines] == ["100.00", "-40.00", "7.50"]
    assert (found.opening, found.closing) == (Decimal("1000.00"), Decimal("1067.50"))


def test_a_message_with_one_balance_alone_is_not_whole() -> None:
    whole = camt053([(day(6, 2), "100", "B1")], "50")
    assert open_file(whole, "x.xml").opening == Decimal(50)
    with pytest.raises(UnreadableStatement):
        open_file(whole.replace(b"<Cd>OPBD</Cd>", b"<Cd>INFO</Cd>"), "x.xml")
