"""The sample organ goes in by operations, once; faulty files are refused with every place named."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from deploy.organ_files import OrganFaults
from deploy.organ_import import import_organ
from services.directory.changes.operations import ExportDirectory, GetOrgan, ListChanges
from services.directory.changes.record import ChangeRecord
from services.directory.departments.operations import GetDepartment
from services.directory.people.operations import MovePerson
from services.directory.posts.operations import GetPost
from services.directory.words import DepartmentKind, PostLevel
from services.kernel.log.rebuild import Rebuild
from services.kernel.log.store import Store
from tests.directory.desk import ORGAN, Desk
from tests.given import ZONE, noon

pytestmark = pytest.mark.slow

IMPORTED = noon(date(2026, 9, 1))
JULY = date(2026, 7, 6)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    desk = Desk(Store(f"sqlite:///{tmp_path_factory.mktemp('organ')}/directory.db"))
    desk.clock.set(IMPORTED)
    import_organ(ORGAN, desk.do)
    return desk


@pytest.fixture
def files(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ORGAN, tmp_path / "organ"))


def rewrite(path: Path, change: Callable[[list[dict[str, str]]], None]) -> None:
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    names = list(rows[0])
    change(rows)
    text = io.StringIO()
    writer = csv.DictWriter(text, names, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(text.getvalue(), "utf-8")


def table(name: str) -> list[dict[str, str]]:
    with (ORGAN / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def on(row: dict[str, str], day: date) -> bool:
    return row["from"] <= str(day) and (not row["to"] or str(day) < row["to"])


@pytest.mark.parametrize("day", [date(2025, 1, 6), date(2025, 6, 30), date(2025, 7, 1), date(2026, 1, 20), JULY])
def test_every_row_of_the_files_shows_on_its_days(sample: Desk, day: date) -> None:
    picture = sample.picture()
    for row in table("people"):
        active = row["hired"] <= str(day) and (not row["left"] or str(day) < row["left"])
        assert picture.is_active(row["person"], day) == active
    places = {row["person"]: row["department"] for row in table("memberships") if on(row, day)}
    assert {p.id: picture.department_of(p.id, day) for p in picture.people() if picture.is_active(p.id, day)} == places
    holders = {row["post"]: row["person"] for row in table("holders") if on(row, day)}
    assert {
        post.id: picture.holder(post.id, day) for post in picture.posts(day) if picture.holder(post.id, day)
    } == holders
    leaders = {row["department"]: row["leader_post"] for row in table("supervision") if on(row, day)}
    assert {d.id: picture.supervising_post(d.id, day) for d in picture.departments(day)} == leaders
    members = {(row["body"], row["person"], row["role"]) for row in table("bodies") if on(row, day)}
    assert {
        (body.id, m.person, m.role) for body in picture.bodies(day) for m in picture.body_members(body.id, day)
    } == members
    for row in table("delegations"):
        held = [post for post, person in holders.items() if person == row["leader"]]
        assert all((picture.deputy_for(post, day) == row["deputy"]) == on(row, day) for post in held)


def test_two_years_of_history_come_out(sample: Desk) -> None:
    merged = sample.ask(GetDepartment(department="petitions", on=date(2025, 7, 1)))
    assert (merged.to, merged.merged_into, merged.members) == (date(2025, 7, 1), "supervision-law", [])
    chairs = [sample.ask(GetPost(post="chair", on=day)).holder for day in (date(2026, 1, 19), date(2026, 1, 20))]
    assert chairs == ["p001", "p002"]
    assert sample.picture().by_name("李当归", JULY) == ("p024", "p042")


def test_the_import_again_changes_nothing(sample: Desk) -> None:
    before = sample.app.store.position()
    assert import_organ(ORGAN, sample.do) == before
    assert sample.app.store.position() == before


def test_the_first_start_hears_of_every_step(empty: Desk) -> None:
    heard: list[tuple[int, int]] = []
    import_organ(ORGAN, empty.do, lambda done, total: heard.append((done, total)))
    assert heard == [(n, len(heard)) for n in range(1, len(heard) + 1)]


def test_on_postgresql_the_same_organ_comes_out(postgres_url: str, sample: Desk) -> None:
    desk = Desk(Store(postgres_url, schema="directory"))
    desk.clock.set(IMPORTED)
    import_organ(ORGAN, desk.do)
    assert desk.ask(GetOrgan(on=JULY)) == sample.ask(GetOrgan(on=JULY))
    assert desk.ask(ListChanges(limit=500)) == sample.ask(ListChanges(limit=500))
    desk.app.close()


def test_the_register_rebuilt_from_the_log_is_equal(sample: Desk) -> None:
    report = Rebuild(sample.app, sample.app.registers).run()
    assert report.equal
    names = {one.register.name for one in report.registers}
    assert {"proposals", "directory-changes", "accounts", "logins"} <= names
    sample.app.record(lambda tx: tx.rows.update(ChangeRecord, {"what": "person-moved"}, detail="x"))
    assert not Rebuild(sample.app, sample.app.registers).run().equal


def test_changes_are_found_by_person_and_paged(sample: Desk) -> None:
    mine = sample.ask(ListChanges(person="p023")).items
    assert [(one.what, one.day) for one in mine if one.what == "person-moved"] == [("person-moved", date(2025, 12, 1))]
    pages, after = [], None
    while True:
        page = sample.ask(ListChanges(after=after, limit=100))
        pages += [one.id for one in page.items]
        after = page.next
        if after is None:
            break
    assert pages == sorted(set(pages))
    assert len(pages) == sample.app.store.position()


def test_the_workbook_holds_the_registers_of_the_day(sample: Desk) -> None:
    file = sample.ask(ExportDirectory(on=JULY))
    book = CalamineWorkbook.from_filelike(io.BytesIO(file.content))
    assert book.sheet_names == ["人员", "部门", "岗位", "组织", "变动"]
    people = book.get_sheet_by_name("人员").to_python()
    picture = sample.picture()
    assert [row[0] for row in people[3:]] == [p.id for p in picture.people() if picture.is_active(p.id, JULY)]
    assert len(book.get_sheet_by_name("变动").to_python()) == sample.app.store.position() + 2
    kinds = {row[2] for row in book.get_sheet_by_name("部门").to_python()[3:]}
    assert kinds == {DepartmentKind(d.kind).zh for d in picture.departments(JULY)}, "in words, never by code"
    levels = {row[3] for row in book.get_sheet_by_name("岗位").to_python()[3:]}
    assert levels == {PostLevel(post.level).zh for post in picture.posts(JULY)}
    told = {row[1] for row in book.get_sheet_by_name("变动").to_python()[2:]}
    recorded = {one.recorded_at for one in sample.ask(ListChanges()).items}
    assert {at.astimezone(ZONE).replace(tzinfo=None) for at in recorded} <= told, "on the organ's own clocks"
    again = sample.ask(ExportDirectory(on=JULY))
    assert again.content == file.content


def faults(folder: Path, desk: Desk) -> list[tuple[str, int, str]]:
    with pytest.raises(OrganFaults) as raised:
        import_organ(folder, desk.do)
    assert all(fault.zh and fault.en for fault in raised.value.faults)
    return [(fault.file, fault.row, fault.column) for fault in raised.value.faults]


def test_bad_references_and_dates_are_all_listed_before_anything_is_done(files: Path, empty: Desk) -> None:
    def spoil(rows: list[dict[str, str]]) -> None:
        rows[0]["person"] = "p999"
        rows[1]["from"] = "2021-13-01"
        rows[2]["to"] = rows[2]["from"]

    rewrite(files / "holders.csv", spoil)
    assert faults(files, empty) == [("holders.csv", 3, "from"), ("holders.csv", 4, "to")]
    rewrite(files / "holders.csv", lambda rows: (rows[1].update({"from": "2021-11-25"}), rows[2].update(to="")))
    rewrite(files / "bodies.csv", lambda rows: rows[0].update(role="treasurer"))
    assert faults(files, empty)[:2] == [("holders.csv", 2, "person"), ("bodies.csv", 2, "role")]
    assert empty.app.store.position() == 0


def test_repetitions_overlaps_and_missing_columns_are_named(files: Path, empty: Desk) -> None:
    rewrite(files / "people.csv", lambda rows: rows[1].update(number=rows[0]["number"]))
    rewrite(files / "supervision.csv", lambda rows: rows.append({**rows[0], "from": "2023-01-01"}))
    found = faults(files, empty)
    assert ("people.csv", 3, "number") in found
    assert found[-1][::2] == ("supervision.csv", "from")
    text = (files / "people.csv").read_text("utf-8").replace("work_since", "since", 1)
    (files / "people.csv").write_text(text, "utf-8")
    assert faults(files, empty) == [("people.csv", 1, "work_since")]


def test_a_value_no_operation_takes_is_named_with_its_row(files: Path, empty: Desk) -> None:
    rewrite(files / "people.csv", lambda rows: rows[4].update(gender="?"))
    assert faults(files, empty) == [("people.csv", 6, "gender")]
    assert empty.app.store.position() == 0


@pytest.mark.parametrize(
    ("name", "spoilt", "row"),
    [
        ("people.csv", '"' + "x" * 200_000, 1),
        ("holders.csv", "person,post,from,to\np001," + "x" * 200_000 + ",2021-01-01,", 2),
        ("organ.toml", "a = " + "[" * 100_000, 0),
        ("organ.toml", "departments = 3", 0),
        ("organ.toml", "departments = [1]", 0),
    ],
)
def test_a_file_that_cannot_be_read_is_named_and_nothing_is_done(
    files: Path, empty: Desk, name: str, spoilt: str, row: int
) -> None:
    (files / name).write_text(spoilt, "utf-8")
    found = [fault for fault in faults(files, empty) if fault[0].startswith(name)]
    assert found[0][1] == row
    assert empty.app.store.position() == 0


def test_what_the_directory_refuses_comes_back_with_its_row(files: Path, empty: Desk) -> None:
    rewrite(files / "holders.csv", lambda rows: rows[0].update({"from": "2000-01-01"}))
    assert faults(files, empty)[0] == ("holders.csv", 2, "AppointHolder")


def test_later_changes_made_in_the_system_outlive_the_next_import(empty: Desk) -> None:
    import_organ(ORGAN, empty.do)
    empty.clock.set(IMPORTED)
    empty.do(MovePerson(person="p022", department="office", day=date(2026, 9, 1)))
    position = empty.app.store.position()
    import_organ(ORGAN, empty.do)
    assert empty.app.store.position() == position
    assert empty.picture().department_of("p022", date(2026, 9, 1)) == "office"
