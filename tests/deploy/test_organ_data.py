"""The sample organ hangs together on every day of its history, and has every post that the rule books name."""

import csv
import itertools
import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parents[2] / "deploy" / "organ"
FIRST, LAST = date(2024, 10, 1), date(2026, 12, 31)
HISTORY = [FIRST + timedelta(n) for n in range((LAST - FIRST).days + 1)]
ENDLESS = date.max
SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")

Row = dict[str, str]

COLUMNS = {
    "people": "person,name,number,gender,work_since,hired,left,residency_from,residency_to",
    "memberships": "person,department,from,to",
    "holders": "post,person,from,to",
    "supervision": "department,leader_post,from,to",
    "delegations": "leader,deputy,from,to,reason",
    "bodies": "body,person,role,from,to",
}


def table(name: str) -> list[Row]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


ORGAN: dict[str, Any] = tomllib.loads((FOLDER / "organ.toml").read_text("utf-8"))
DEPARTMENTS: dict[str, dict[str, Any]] = {d["id"]: d for d in ORGAN["departments"]}
POSTS: dict[str, dict[str, Any]] = {p["id"]: p for p in ORGAN["posts"]}
BODIES: dict[str, dict[str, Any]] = {b["id"]: b for b in ORGAN["bodies"]}
PEOPLE: dict[str, Row] = {row["person"]: row for row in table("people")}


def span(start: str | date, end: str | date | None) -> tuple[date, date]:
    first = start if isinstance(start, date) else date.fromisoformat(start)
    last = end if isinstance(end, date) else date.fromisoformat(end) if end else ENDLESS
    return first, last


def row_span(row: Row) -> tuple[date, date]:
    return span(row["from"], row["to"])


def declared(thing: dict[str, Any]) -> tuple[date, date]:
    return span(thing["from"], thing.get("to"))


def service(person: str) -> tuple[date, date]:
    return span(PEOPLE[person]["hired"], PEOPLE[person]["left"])


def within(inner: tuple[date, date], outer: tuple[date, date]) -> bool:
    return outer[0] <= inner[0] < inner[1] <= outer[1]


def disjoint(spans: Iterable[tuple[date, date]]) -> bool:
    ordered = sorted(spans)
    return all(a[1] <= b[0] for a, b in itertools.pairwise(ordered))


def holders_on(post: str, day: date) -> list[str]:
    rows = (row for row in table("holders") if row["post"] == post)
    return [row["person"] for row in rows if row_span(row)[0] <= day < row_span(row)[1]]


def heads_missing(day: date, rows: list[Row]) -> set[str]:
    held = {r["post"] for r in rows if row_span(r)[0] <= day < row_span(r)[1]}
    due = {
        f"head-{d}"
        for d, row in DEPARTMENTS.items()
        if row["kind"] != "leadership" and declared(row)[0] <= day < declared(row)[1]
    }
    return due - held


@pytest.mark.parametrize("name", COLUMNS)
def test_each_table_has_the_columns_that_its_readme_names(name: str) -> None:
    assert (FOLDER / f"{name}.csv").read_text("utf-8").splitlines()[0] == COLUMNS[name]
    assert f"`{COLUMNS[name]}`" in (FOLDER / "README.md").read_text("utf-8")


def test_ids_are_short_slugs_and_each_stands_once() -> None:
    for kind in ("departments", "posts", "bodies"):
        ids = [thing["id"] for thing in ORGAN[kind]]
        assert len(set(ids)) == len(ids)
        assert all(SLUG.fullmatch(id_) for id_ in ids)
    assert len(PEOPLE) == len(table("people")) == 60
    numbers = [row["number"] for row in PEOPLE.values()]
    assert len(set(numbers)) == len(numbers)


def test_everyone_belongs_to_exactly_one_department_all_the_time_they_serve() -> None:
    spans: dict[str, list[tuple[date, date]]] = defaultdict(list)
    for row in table("memberships"):
        assert within(row_span(row), declared(DEPARTMENTS[row["department"]])), row
        spans[row["person"]].append(row_span(row))
    assert spans.keys() == PEOPLE.keys()
    for person, own in spans.items():
        own.sort()
        assert (own[0][0], own[-1][1]) == service(person), person
        assert all(a[1] == b[0] for a, b in itertools.pairwise(own)), person


def test_people_work_before_they_are_hired_and_hold_residency_only_while_they_serve() -> None:
    for person, row in PEOPLE.items():
        assert row["gender"] in {"female", "male"}
        assert date.fromisoformat(row["work_since"]) <= service(person)[0]
        if row["residency_from"]:
            assert within(span(row["residency_from"], row["residency_to"]), service(person)), person


def test_a_post_is_held_by_one_person_at_a_time_who_serves_in_its_department() -> None:
    spans: dict[str, list[tuple[date, date]]] = defaultdict(list)
    memberships = table("memberships")
    for row in table("holders"):
        post = POSTS[row["post"]]
        assert within(row_span(row), declared(post)), row
        homes = [m for m in memberships if m["person"] == row["person"] and m["department"] == post["department"]]
        assert any(within(row_span(row), row_span(m)) for m in homes), row
        spans[row["post"]].append(row_span(row))
    assert all(disjoint(own) for own in spans.values())
    assert spans.keys() == POSTS.keys()


def test_posts_lie_in_departments_of_their_time() -> None:
    levels = {"county-head", "county-deputy", "section-head", "section-deputy", "staff"}
    for post in POSTS.values():
        assert within(declared(post), declared(DEPARTMENTS[post["department"]])), post["id"]
        assert post["level"] in levels


def test_every_department_is_supervised_by_one_leader_every_day() -> None:
    rows = table("supervision")
    for row in rows:
        assert within(row_span(row), declared(POSTS[row["leader_post"]]))
        assert row["leader_post"] == "chair" or row["leader_post"].startswith("deputy-chair-"), row
    for id_, department in DEPARTMENTS.items():
        own = [row_span(row) for row in rows if row["department"] == id_]
        assert disjoint(own)
        days = [day for day in HISTORY if declared(department)[0] <= day < declared(department)[1]]
        assert all(any(a <= day < b for a, b in own) for day in days), id_


def test_a_delegate_serves_and_never_sends_a_matter_in_a_circle() -> None:
    rows = table("delegations")
    holders = table("holders")
    for row in rows:
        assert row["leader"] != row["deputy"]
        assert row["reason"]
        assert within(row_span(row), service(row["leader"]))
        assert within(row_span(row), service(row["deputy"]))
        assert any(h["person"] == row["leader"] and within(row_span(row), row_span(h)) for h in holders), row
    for day in HISTORY:
        acting = {r["leader"]: r["deputy"] for r in rows if row_span(r)[0] <= day < row_span(r)[1]}
        for start in acting:
            seen, at = {start}, acting[start]
            while at in acting and at not in seen:
                seen.add(at)
                at = acting[at]
            assert at not in seen, (day, start)


def test_bodies_have_their_roles_filled_by_people_who_serve() -> None:
    rows = table("bodies")
    for row in rows:
        body = BODIES[row["body"]]
        assert row["role"] in {role["id"] for role in body["roles"]}
        assert within(row_span(row), declared(body))
        assert within(row_span(row), service(row["person"])), row
    for id_, body in BODIES.items():
        for role in body["roles"]:
            own = [row_span(r) for r in rows if (r["body"], r["role"]) == (id_, role["id"])]
            assert all(any(a <= day < b for a, b in own) for day in HISTORY), (id_, role["id"])
            if role["id"] != "member":
                assert disjoint(own), (id_, role["id"])


NAMED = {
    "A15, B11.5": ["chair", "deputy-chair-1", "deputy-chair-2", "deputy-chair-3", "deputy-chair-4"],
    "B5.2": ["secretary-general"],
    "B11.1": ["head-office", "clerk"],
    "A20": ["archivist"],
    "B11.5": ["seal-keeper"],
    "A31": ["deputy-head-office-logistics", "discipline-head"],
    "A32": ["finance-leader", "accountant"],
    "B10.7": ["cashier"],
    "A23": ["union-chair"],
    "the system itself": ["system-administrator", "auditor"],
}


@pytest.mark.parametrize("cited", NAMED)
def test_every_post_that_the_rule_books_name_is_held_on_every_day(cited: str) -> None:
    for post in NAMED[cited]:
        assert all(len(holders_on(post, day)) == 1 for day in (FIRST, date(2025, 12, 1), date(2026, 1, 20), LAST)), post
        own = sorted(row_span(row) for row in table("holders") if row["post"] == post)
        assert own[0][0] <= FIRST
        assert own[-1][1] > LAST
        assert all(a[1] == b[0] for a, b in itertools.pairwise(own)), post


def test_the_bodies_of_the_rule_books_exist_with_their_roles() -> None:
    roles = {id_: {role["id"] for role in body["roles"]} for id_, body in BODIES.items()}
    assert roles["party-group"] >= {"secretary", "member"}
    assert roles["discipline-group"] >= {"head", "member"}
    assert roles["branch-committee"] == {"secretary", "deputy-secretary", "organisation", "discipline", "publicity"}
    assert roles["conduct-group"] >= {"head", "member"}


def test_each_department_is_led_every_day_but_for_the_one_vacancy() -> None:
    rows = table("holders")
    assert all(f"head-{d}" in POSTS for d, row in DEPARTMENTS.items() if row["kind"] != "leadership")
    vacant = Counter(post for day in HISTORY for post in heads_missing(day, rows))
    assert vacant == {"head-urban-environment": 31}


def test_cashier_accountant_and_reviewers_are_different_people() -> None:
    for day in HISTORY[::7]:
        posts = ("cashier", "accountant", "finance-leader", "discipline-head", "deputy-head-office-logistics", "chair")
        people = [holders_on(post, day) for post in posts]
        assert len({p for held in people for p in held}) == len(posts), day


def test_the_awkward_cases_of_a_real_office_are_there() -> None:
    names = Counter(row["name"] for row in PEOPLE.values())
    twins = [p for p, row in PEOPLE.items() if names[row["name"]] == 2]
    home = {m["person"]: m["department"] for m in table("memberships") if not m["to"]}
    assert len(twins) == 2
    assert len({home[p] for p in twins}) == 2
    assert {row["name"][:2] for row in PEOPLE.values()} >= {"欧阳", "上官", "诸葛", "司马"}
    assert {row["name"][0] for row in PEOPLE.values()} >= set("曾单解仇查区朴翟")
    posts_held = Counter(row["person"] for row in table("holders") if not row["to"])
    assert max(posts_held.values()) == 2
    supervised = Counter(row["leader_post"] for row in table("supervision") if not row["to"])
    assert supervised["deputy-chair-1"] >= 2
    chairs = [row["person"] for row in table("holders") if row["post"] == "chair"]
    assert len(chairs) == 2
    assert ORGAN["renames"][0]["department"] in DEPARTMENTS
    assert DEPARTMENTS[DEPARTMENTS["petitions"]["merged_into"]]["kind"] == "committee"
    moves = [m for m in table("memberships") if m["to"] and m["to"] != PEOPLE[m["person"]]["left"]]
    assert len(moves) >= 5
    assert sum(1 for row in PEOPLE.values() if row["left"]) >= 5
    quarter = (date(2026, 7, 1), date(2026, 10, 1))
    hired = [service(p)[0] for p in PEOPLE]
    assert any(quarter[0] < day < quarter[1] for day in hired)
    assert any(date.fromisoformat(row["work_since"]) > date(2025, 10, 1) for row in PEOPLE.values())
    assert sum(1 for row in PEOPLE.values() if row["residency_from"] and not row["residency_to"]) >= 3
