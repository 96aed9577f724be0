"""The quarter on the embedded runtime: what came of it, and whether it can be proven from the logs (A14-A16, A34)."""

import json
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from deploy.demo import script
from deploy.demo.dissolved import GROUP
from deploy.embedded import Embedded
from services.appraisal.facts.rebuild import pulled, rebuild, stored
from services.kernel.delivery.outbox import Outbox
from services.kernel.domain import events
from services.kernel.log.rebuild import Rebuild
from services.kernel.procedure.own_log.handlers import check_seal
from tests.scenario.runner import CLERK, Run, embedded, own, same, worked_out

pytestmark = pytest.mark.slow
Quarter = tuple[Embedded, Run]
SEEDS = (1, 2)
NO_CALENDAR = {"attendance.return-due-set.v1", "attendance.sheet-due-set.v1"}
"""Only at the turn of a year whose calendar comes late."""


def done(operation: str, service: str = "attendance") -> list[Any]:
    return [deed for deed in script.deeds() if deed.operation == f"{service}.{operation}" and not deed.expect]


def test_every_scorecard_is_the_oracles(quarter: Quarter) -> None:
    _, run = quarter
    cards = run.cards()
    same(cards, worked_out(run.deeds))
    assert len(cards) == 12, "one of them was set up and dissolved in the quarter"
    assert len({json.loads(card)["score"] for card in cards.values()}) > 8, "departments differ"


def test_the_script_has_every_branch(quarter: Quarter) -> None:
    """Enough applications, every kind, every state at the end, every route, stand-ins, refusals of every sort."""
    _, run = quarter
    assert len(done("request-leave")) >= 150
    rules = {
        "personal",
        "sick",
        "annual",
        "marriage",
        "maternity",
        "paternity",
        "bereavement",
        "home-visit",
        "official",
    }
    assert {deed.body["kind"] for deed in done("request-leave")} == rules
    leaves = whole(run, "attendance.list-leave")
    assert len(leaves) == len(done("request-leave"))
    assert {leave["status"] for leave in leaves} == {
        "requested", "approved", "rejected", "withdrawn", "returned", "revoked", "fallen",
    }  # fmt: skip
    routes = Counter(len(leave["steps"]) for leave in leaves)
    assert routes.keys() == {1, 2, 3}
    decided = [step for leave in leaves for step in leave["steps"] if step["decided_by"]]
    assert len([step for step in decided if step["stands_in_for"]]) >= 5
    assert {"chair", "clerk"} <= {step["post"] for step in decided}
    assert len([leave for leave in leaves if leave["late_slip"]]) >= 5
    assert len([leave for leave in leaves if leave["return_missed"]]) >= 5
    assert {deed.expect for deed in script.deeds() if deed.expect.startswith("attendance.")} >= {
        "attendance.annual-leave-forfeited", "attendance.bad-return", "attendance.entitlement-exceeded",
        "attendance.leave-empty", "attendance.leave-not-open", "attendance.leave-overlaps",
        "attendance.leave-too-long", "attendance.mark-stands", "attendance.month-closed",
        "attendance.month-not-over", "attendance.no-change", "attendance.no-such-mark", "attendance.not-on-sheet",
        "attendance.not-your-step", "attendance.nothing-to-correct", "attendance.own-leave",
        "attendance.sheet-not-ready", "attendance.slip-too-late",
    }  # fmt: skip


def test_tasks_and_information_have_every_branch(quarter: Quarter) -> None:
    """Every department's tasks, every end of one, every level; numbers without a gap; refusals of every sort."""
    _, run = quarter
    listed = whole(run, "documents.list-tasks")
    said = (*done("instruct-incoming", "documents"), *done("adopt-resolution", "documents"))
    ordered = sum(len(deed.body.get("tasks", ())) for deed in said)
    ordered += len(done("order-incoming-task", "documents") + done("order-resolution-task", "documents"))
    assert len(listed) - ordered == len(done("assign-task", "documents")) >= 40
    assert {task["department"] for task in listed} >= {json.loads(card)["department"] for card in run.cards().values()}
    ends = {(task["status"], task["overdue"], task["on_time"]) for task in listed}
    assert ends >= {
        ("verified", False, True), ("verified", True, False), ("cancelled", False, None), ("cancelled", True, None),
        ("assigned", True, None), ("assigned", False, None),
    }  # fmt: skip
    (astray,) = (task for task in listed if task["astray"])
    assert (astray["department"], astray["overdue"]) == (GROUP, True), "nobody thought of it when its department went"
    items = whole(run, "documents.list-information")
    assert len(items) == len(done("submit-information", "documents")) >= 60
    assert sorted(item["number"] for item in items) == [f"2026-{n:04d}" for n in range(1, len(items) + 1)]
    assert any(item["duplicate_of"] for item in items)
    assert {adoption["level"] for item in items for adoption in item["adoptions"]} == {
        "district", "city", "province", "nation",
    }  # fmt: skip
    assert {deed.expect for deed in script.deeds() if deed.expect.startswith("documents.")} >= {
        "documents.information-adopted", "documents.information-adopted-already",
        "documents.information-adoption-date", "documents.information-no-such-adoption",
        "documents.information-withdrawn", "documents.own-task", "documents.task-due-in-the-past",
        "documents.task-extension-too-late", "documents.task-no-extension-asked", "documents.task-not-open",
        "documents.task-same-owner",
    }  # fmt: skip


def whole(run: Run, operation: str, by: str = CLERK, **fields: Any) -> list[dict[str, Any]]:
    """Every page of a register."""
    found: list[dict[str, Any]] = []
    after: str | None = None
    while True:
        page = run.ask(operation, by, limit=500, **fields, **({"after": after} if after else {}))
        found += page["items"]
        after = page["next"]
        if after is None:
            return found


@pytest.mark.parametrize(
    "of",
    [
        "attendance.", "documents.task-", "documents.information-", "documents.seal-", "documents.cleaning-",
        "documents.visit", "documents.complaint-", "documents.service-", "documents.yearly-", "documents.township-",
        "documents.deputies-",
    ],
)  # fmt: skip
def test_every_fact_was_recorded(quarter: Quarter, of: str) -> None:
    """What no script brings about, no scenario has tried."""
    runtime, _ = quarter
    source = of.partition(".")[0]
    topics = {row.topic for row in runtime.services[source].app.store.rows()}
    wanted = {
        topic for topic, fact in events.declared(source).items()
        if topic.startswith(of) and own(fact)
    }  # fmt: skip
    assert wanted - topics == NO_CALENDAR & wanted


def test_files_are_reported_on_and_change_nothing_twice(quarter: Quarter) -> None:
    _, run = quarter
    rows = run.ask("attendance.list-imports", limit=500)["items"]
    assert {row["format"] for row in rows} == {"zkteco", "dingtalk", "wecom", "template"}
    assert len({row["digest"] for row in rows}) == len(rows) == len({d.body["file"] for d in done("import-punches")})
    assert sum(row["bad"] for row in rows) > 10
    assert sum(row["unknown_people"] for row in rows) > 5


def test_annual_leave_is_lost_and_given_back(quarter: Quarter) -> None:
    _, run = quarter
    accounts = {
        row["person"]: row for row in run.ask("attendance.list-entitlements", CLERK, year=2026, limit=500)["items"]
    }
    assert {person for person, row in accounts.items() if row["forfeited"]} == {"p039", "p057", "p059"}
    assert (accounts["p054"]["personal_total"], accounts["p054"]["annual_taken"]) == ("5.0", "2.0")
    assert accounts["p043"]["personal_total"] == "3.0"


def test_registers_follow_from_the_logs(quarter: Quarter) -> None:
    runtime, run = quarter
    for name, service in runtime.services.items():
        report = Rebuild(service.app, service.app.registers).run()
        assert report.equal, (name, [one.difference for one in report.registers if one.difference])
        assert sum(one.rows for one in report.registers) > 0
    before = run.cards()
    rebuilt = run.ask("attendance.rebuild-registers")
    assert rebuilt["equal"]
    assert "swapped" not in rebuilt, "nobody exchanges registers alone"
    assert run.cards() == before


def test_facts_follow_from_the_logs(quarter: Quarter) -> None:
    runtime, run = quarter
    sources = {name: runtime.services[name].app.store for name in ("attendance", "documents")}
    before = run.cards()
    for pages in (
        {name: stored(name, store) for name, store in sources.items()},
        {name: pulled(Outbox(store, name).pull) for name, store in sources.items()},
    ):
        made = rebuild(runtime.services["appraisal"].app, pages)
        assert made.equal, made.differences
        assert made.facts > 700
    assert run.cards() == before


def test_seals_hold_and_checkpoints_are_signed(quarter: Quarter) -> None:
    runtime, run = quarter
    for name, service in runtime.services.items():
        size, fault, _ = check_seal(service.app.store)
        assert fault is None, name
        assert size > 0
        run.ask(f"{name}.make-checkpoint")
        checked = run.ask(f"{name}.verify-seal")
        assert checked["holds"], checked


def test_as_known_then_is_reproduced_now(quarter: Quarter) -> None:
    """A vector of positions gives the same bytes, and a past moment knows less."""
    _, run = quarter
    now = run.ask("appraisal.list-scorecards", quarter=script.QUARTER)
    again = run.ask("appraisal.list-scorecards", quarter=script.QUARTER, at=now["at"])
    assert [card["digest"] for card in again["cards"]] == [card["digest"] for card in now["cards"]]
    september = run.ask("appraisal.list-scorecards", quarter=script.QUARTER, as_of="2026-09-01T00:00:00+08:00")
    assert september["cards"] != now["cards"]
    for source in ("attendance", "documents"):
        assert september["basis"]["positions"][source] < now["basis"]["positions"][source]


def test_every_number_opens_into_its_facts(quarter: Quarter) -> None:
    _, run = quarter
    for canonical in run.cards().values():
        card = json.loads(canonical)
        for dimension in card["dimensions"]:
            where = {"quarter": card["quarter"], "department": card["department"], "dimension": dimension["dimension"]}
            for rule in dimension["rules"]:
                told = run.ask("appraisal.explain-rule", **where, rule=rule["rule"], limit=500)
                assert told["next"] is None
                assert len(told["items"]) == sum(told["entries"].values())
                for counted in rule["counted"]:
                    mine = [Decimal(fact["quantity"]) for fact in told["items"] if fact["kind"] == counted["kind"]]
                    assert sum(mine) == Decimal(counted["quantity"])
                assert all(fact["cites"] for fact in told["items"])


@pytest.mark.parametrize("seed", SEEDS)
def test_another_quarter_by_chance(seed: int, tmp_path: Path) -> None:
    runtime = embedded(tmp_path)
    run = Run(runtime, script.deeds(seed), script.files(seed)).carry_out()
    same(run.cards(), worked_out(run.deeds, seed))
    runtime.close()
