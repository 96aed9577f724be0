"""The dashboard's pages over the real services: figures are the services', every chart has its table (A33–A35)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from starlette.testclient import TestClient

from gateway.pages.quarters import parts_of
from tests.gateway.office import RealOffice
from tests.gateway.test_pages import visitor

Q = "2026-Q3"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealOffice]:
    made = RealOffice(tmp_path_factory.mktemp("board"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def director(office: RealOffice) -> TestClient:
    return visitor(office, "director")


def charts(page: Any) -> list[dict[str, Any]]:
    return [json.loads(unescape(found)) for found in re.findall(r'data-chart="([^"]+)"', page.text)]


def figures(page: Any) -> set[str]:
    """What stands in the cells of the tables."""
    cells = re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", page.text, re.DOTALL)
    return set(re.findall(r"[−+-]?\d+(?:\.\d+)?", " ".join(re.sub(r"<[^>]+>", " ", cell) for cell in cells)))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_running_quarter_is_shown_as_running_with_what_is_still_to_come(director: TestClient, lang: str) -> None:
    page = director.get(f"/scorecards/{Q}?lang={lang}")
    assert ("still running" if lang == "en" else "本季进行中") in page.text
    assert ("Still to come" if lang == "en" else "尚缺事项") in page.text
    assert ("Could reach" if lang == "en" else "补齐可达") in page.text
    assert 'id="spread"' not in page.text, "scores that are not final are not laid against the grades"


def test_what_a_chart_draws_stands_in_the_table_beside_it(director: TestClient, office: RealOffice) -> None:
    page = director.get(f"/scorecards/{Q}?lang=zh")
    (ranking,) = [chart for chart in charts(page) if chart["kind"] == "stack"]
    survey = office.do("p024", "appraisal.survey-quarter", quarter=Q)
    assert ranking["scores"] == [line["score"] for line in reversed(survey["lines"])]
    assert set(ranking["scores"]) <= figures(page)
    department = director.get(f"/scorecards/{Q}/office?lang=zh")
    steps, compared = charts(department)[0], charts(department)[1]
    assert (steps["kind"], compared["kind"]) == ("steps", "pairs")
    assert {label.replace("−", "-").lstrip("+-") for label in steps["labels"]} <= {
        one.lstrip("+-−") for one in figures(department)
    }


def test_each_bar_of_the_way_to_the_score_opens_what_is_behind_it(director: TestClient) -> None:
    steps = charts(director.get(f"/scorecards/{Q}/office?lang=en"))[0]
    assert steps["pages"]
    for place in steps["pages"]:
        behind = director.get(place)
        assert behind.status_code == 200, place
    rule = director.get(next(place for place in steps["pages"] if place.endswith("/attendance/late")))
    event = re.search(r'href="(/events/attendance/\d+)"', rule.text)
    assert event
    assert director.get(event[1]).status_code == 200
    assert 'class="cite"' in rule.text


def test_a_department_is_compared_with_another_one(director: TestClient, office: RealOffice) -> None:
    page = director.get(f"/scorecards/{Q}/office?beside=agriculture&lang=zh")
    found = office.do(
        "p024", "appraisal.compare-scorecards", quarter=Q, department="office", other_department="agriculture"
    )
    assert {d["difference"].lstrip("-") for d in found["dimensions"] if float(d["difference"])} <= {
        one.lstrip("+-−") for one in figures(page)
    }


def test_what_is_owed_is_told_with_what_it_is_worth(office: RealOffice) -> None:
    """A task for the office, due in a week: by whoever sees its debts, with the nearest day."""
    office.do(
        "p011", "documents.assign-task", department="office", owner="p018", co_owners=[], title="汇总代表意见",
        content="按要求办理", source="plan", source_ref="年度工作要点第1项", due="2026-08-10",
    )  # fmt: skip
    office.runtime.settle()
    page = visitor(office, "director").get(f"/scorecards/{Q}/office?lang=zh")
    worth = office.do(
        "p024", "appraisal.weigh-deeds", quarter=Q, department="office", owed=[{"kind": "agenda.on-time", "number": 1}]
    )
    gain = next(one["gain"] for one in worth["items"] if one["owed"])
    assert "已应办的 1 项" in page.text
    assert "2026-08-10" in page.text
    assert f'最多提升 <span class="up">{gain}</span>' in re.sub(r"\s+", " ", page.text)


def test_the_board_leads_to_a_comparison_of_any_two_moments(director: TestClient) -> None:
    page = director.get(f"/scorecards/{Q}?lang=zh").text
    assert f'href="/scorecards/{Q}/moments"' in page
    found = director.get(f"/scorecards/{Q}/moments?lang=zh")
    assert found.status_code == 200
    assert "两个时点之间的变动" in found.text


def test_totals_that_are_not_the_scorecards_are_told_part_by_part() -> None:
    line = {"department": "office", "events": "57.02", "evaluation": None, "leaders": "0", "total": "57.02"}
    assert parts_of(None) == parts_of({"lines": [line, line | {"total": None}]}) == []
    assert parts_of({"lines": [line, line | {"leaders": "2", "total": "59.02"}]}) == ["events", "leaders"]
    evaluated = line | {"evaluation": "80.00", "total": "61.00"}
    assert parts_of({"lines": [line, evaluated]}) == ["events", "evaluation", "leaders"]


def test_a_moment_that_is_typed_is_of_the_organs_clocks(director: TestClient) -> None:
    """Whatever zone the reader's device is in: the page shows the time that was typed."""
    form = re.search(r'<form class="asof".*?</form>', director.get(f"/scorecards/{Q}").text, re.DOTALL)
    assert form
    assert re.search(r'type="datetime-local" name="as_of"', form[0])
    page = director.get(f"/scorecards/{Q}", params={"as_of": "2026-08-03T20:00", "lang": "zh"})
    assert page.status_code == 200
    assert "截至 2026-08-03 20:00" in " ".join(page.text.split())
    assert page.url.params["as_of"] == "2026-08-03T20:00:00+08:00", "as its links say it"


# -- two moments ------------------------------------------------------------------------------------------------------


def test_two_days_are_compared_event_by_event_and_each_event_opens(director: TestClient, office: RealOffice) -> None:
    """The sheets of July were accepted on 3 August: at the end of the 2nd nothing was on record."""
    asked = f"/scorecards/{Q}/moments?from=2026-08-02&to=2026-08-03&department=office&lang=zh"
    page = director.get(asked)
    since, until = "2026-08-02T23:59:59.999999+08:00", "2026-08-03T23:59:59.999999+08:00"
    (line,) = office.do(
        "p024", "appraisal.compare-moments", quarter=Q, since=since, until=until, department="office"
    )["lines"]  # fmt: skip
    assert line["causes"]
    assert {line["after"], *(cause["effect"].lstrip("-") for cause in line["causes"])} <= {
        one.lstrip("+-−") for one in figures(page)
    } | {"0.00"}
    events = set(re.findall(r'href="(/events/[a-z]+/\d+)"', page.text))
    assert events == {f"/events/{cause['source']}/{cause['position']}" for cause in line["causes"]}
    assert all(director.get(event).status_code == 200 for event in events)


def test_what_is_no_day_is_refused_in_words(director: TestClient) -> None:
    page = director.get(f"/scorecards/{Q}/moments?from=yesterday&lang=zh")
    assert page.status_code == 422
    assert "日期无效" in page.text


@pytest.mark.parametrize("days", ["to=0001-01-01", "from=0001-01-01", "from=9999-12-31&to=9999-12-31"])
def test_days_far_away_are_the_nearest_of_the_quarter(director: TestClient, days: str) -> None:
    assert director.get(f"/scorecards/{Q}/moments?{days}").status_code == 200


# -- the workbench ----------------------------------------------------------------------------------------------------

BENCH = "/policies/1/workbench"


def test_a_change_is_answered_with_every_department_and_kept_in_the_address(
    director: TestClient, office: RealOffice
) -> None:
    page = director.get(f"{BENCH}/moves?agenda.weight=40&attendance.weight=20&quarters={Q}&beside=1&lang=zh")
    trial = office.do(
        "p008", "appraisal.try-changes", number=1, quarters=[Q], beside=[1],
        change=[{"part": "agenda.weight", "value": "40"}],
    )  # fmt: skip
    assert {line["trial"] for line in trial["quarters"][0]["lines"]} <= figures(page)
    assert "议题落实 权重 30 → <strong>40</strong>" in page.text
    assert "三条公平规则均成立" in page.text
    address = page.headers["HX-Replace-Url"]
    assert address == f"{BENCH}?agenda.weight=40&quarters={Q}&beside=1", "what was not changed is not said"
    whole = director.get(address)
    assert 'name="agenda.weight" value="40"' in whole.text
    assert whole.text.count("<form") >= 3, "the bench, the draft and logging out work without scripts"


def test_a_weight_that_gave_way_is_no_setting_and_one_set_to_what_it_was_is(director: TestClient) -> None:
    """30 → 50 leaves 50 for 70. Then attendance is set to 20, as in the policy: 30 are left for 50."""
    page = director.get(f"{BENCH}/moves?agenda.weight=50&attendance.weight=20&gave.attendance.weight=20&quarters={Q}")
    gave = dict(re.findall(r'name="(gave.[^"]+)" value="([^"]+)"', page.text))
    assert [float(one) for one in gave.values()] == [14.29, 10.72, 10.71, 7.14, 7.14]
    form = {one.removeprefix("gave."): weight for one, weight in gave.items()} | gave
    form |= {"agenda.weight": "50", "quarters": Q}
    assert dict(re.findall(r'name="(gave.[^"]+)" value="([^"]+)"', bench(director, form).text)) == gave
    page = bench(director, form | {"attendance.weight": "20"})
    left = re.findall(r'name="gave.[^"]+" value="([^"]+)"', page.text)
    assert [float(one) for one in left] == [9, 9, 6, 6]
    whole = director.get(page.headers["HX-Replace-Url"])
    assert re.findall(r'name="gave.[^"]+" value="([^"]+)"', whole.text) == left
    assert 'name="attendance.weight" value="20"' in whole.text
    assert f'name="housekeeping.weight" value="{left[0]}"' in whole.text
    page = bench(director, form | {"balance": "no"})
    assert "appraisal.policy-misshapen" not in page.text
    assert "gave." not in page.text


def bench(director: TestClient, form: dict[str, str]) -> Any:
    return director.get(f"{BENCH}/moves", params=form)


@pytest.mark.parametrize(
    ("change", "said"),
    [("agenda.weight=140", "appraisal.policy-misshapen"), ("agenda.base=x", "appraisal.policy-misshapen")],
)
def test_what_makes_no_policy_is_said_where_the_moves_would_stand(director: TestClient, change: str, said: str) -> None:
    page = director.get(f"{BENCH}/moves?{change}&quarters={Q}")
    assert page.status_code == 200
    assert said in page.text


def test_a_broken_law_is_shown_with_its_counterexample_and_cannot_be_saved(director: TestClient) -> None:
    asked = f"attendance/absent.points=4&quarters={Q}&lang=zh"
    moves = director.get(f"{BENCH}/moves?{asked}")
    assert "不能证明公平" in moves.text
    assert "“考勤 › 无故缺勤”对差错加分" in moves.text
    assert 'name="csrf"' not in moves.text, "nothing to save"
    laws = director.get(f"{BENCH}/laws?{asked}")
    assert "appraisal.policy-breaks-law" in laws.text
    assert re.search(r"得分却由 [\d.]+ 升至 [\d.]+", laws.text)
    assert "请修改：“考勤 › 无故缺勤”对差错加分" in laws.text, "a part is said as its page calls it"


def test_how_firm_ranks_are_is_the_same_whenever_it_is_asked(director: TestClient) -> None:
    asked = f"{BENCH}/firmness?agenda.weight=40&quarters={Q}&lang=zh"
    first = director.get(asked)
    assert "±10%" in first.text
    assert first.text == director.get(asked).text


def test_a_trial_is_saved_as_a_draft_that_is_adopted_elsewhere(director: TestClient, office: RealOffice) -> None:
    page = director.get(f"{BENCH}?agenda.weight=40&quarters={Q}")
    csrf = re.search(r'name="csrf" value="([^"]+)"', page.text)
    assert csrf
    said = {"csrf": csrf[1], "name": "agenda-first", "zh": "重议题", "en": "Agenda first"}
    saved = director.post(f"{BENCH}?agenda.weight=40&quarters={Q}", data=said)
    assert saved.url.path == "/policies/2"
    policy = office.do("p008", "appraisal.get-policy", number=2)
    assert policy["effective"] is None
    assert [d["weight"] for d in policy["policy"]["dimensions"]][:2] == ["40", "17.14"]


def test_the_workbench_is_for_the_policys_makers(office: RealOffice) -> None:
    assert visitor(office, "staff").get(BENCH).status_code == 403


def test_a_number_of_the_workbench_says_its_least_and_takes_fractions(director: TestClient) -> None:
    """Points may be taken as well as given; an allowance, a target or a line of a grade is nothing below zero."""
    page = director.get(BENCH).text
    controls = re.findall(r'<input type="number" (step[^>]*?) name="[^"]+\.([a-z_]+)"', page)
    told: dict[str, set[str]] = {}
    for said, field in controls:
        told.setdefault(field, set()).add(said)
    from_zero, any_ = 'step="any" min="0"', 'step="any"'
    assert told["points"] == told["base"] == {any_}
    assert told["free"] == told["target"] == told["limit"] == told["at_least"] == {from_zero}
