"""The dashboard's pages over the real services: figures are the services', every chart has its table (A33–A35)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from starlette.testclient import TestClient

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
