"""What was asked for stays asked for: the moment of the past, the filter, the record, through links and languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.gateway.office import RealOffice
from tests.gateway.test_pages import visitor

MOMENT = "2026-08-03T01:00:00+00:00"
QUOTED = "2026-08-03T01%3A00%3A00%2B00%3A00"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealOffice]:
    made = RealOffice(tmp_path_factory.mktemp("office"))
    yield made
    made.close()


def links(text: str, part: str) -> list[str]:
    return [unescape(href) for href in re.findall(r'(?:href|hx-get)="([^"]+)"', text) if part in href]


@pytest.mark.parametrize("page", ["", "/office", "/office/attendance/late"])
@pytest.mark.parametrize("moment", [f"as_of={QUOTED}", "at"])
def test_a_page_of_the_past_stays_in_the_past(office: RealOffice, page: str, moment: str) -> None:
    """Every link among the scorecards, what a live update asks for, and the other language; two moments of their own
    are chosen on the page that compares them."""
    client = visitor(office, "director")
    if moment == "at":
        now = office.do("p008", "appraisal.list-scorecards", quarter="2026-Q3")
        moment = f"at={now['at'].replace(':', '%3A').replace(',', '%2C')}"
    shown = client.get(f"/scorecards/2026-Q3{page}?{moment}")
    assert shown.status_code == 200
    assert "截至" in shown.text
    found = [href for href in links(shown.text, "/scorecards/") if not href.endswith("?") and "/moments" not in href]
    back = [href for href in found if href == "/scorecards/2026-Q3"]
    asked = parse_qs(moment)
    lost = [href for href in found if not asked.items() <= parse_qs(urlsplit(href).query).items()]
    assert lost == back[: 1 if not page else 0], "only the link back to now leads there"
    assert len(found) > len(lost)
    for href in set(found) - set(lost):
        followed = client.get(href)
        assert followed.status_code == 200
        assert re.search("截至|as known at", followed.text)
    export = links(shown.text, "appraisal.export-scorecards")
    assert all(asked.items() <= parse_qs(urlsplit(href).query).items() for href in export)


def test_the_present_has_no_moment(office: RealOffice) -> None:
    assert "截至" not in visitor(office, "director").get("/scorecards/2026-Q3/office").text


@pytest.mark.parametrize(
    "address",
    [
        f"/scorecards/2026-Q3/office?as_of={QUOTED}",
        "/registers/documents.list-incoming?status=registered&limit=3",
        "/records/directory.get-person?person=p011",
        "/operations/attendance.request-leave?person=p024",
        "/regulations?open=1",
        "/login?next=%2Fdesk",
    ],
)
def test_the_other_language_shows_the_same_page(office: RealOffice, address: str) -> None:
    client = visitor(office, "director")
    shown = client.get(address)
    (href,) = links(shown.text, "lang=en")
    other, there = urlsplit(href), urlsplit(address)
    assert other.path == there.path
    asked = parse_qs(other.query)
    assert asked.pop("lang") == ["en"]
    assert asked == parse_qs(there.query)
    english = client.get(href)
    assert english.status_code == 200
    assert '<html lang="en"' in english.text
    (home,) = links(english.text, "lang=zh")
    assert parse_qs(urlsplit(home).query) == parse_qs(there.query) | {"lang": ["zh"]}


def test_a_refused_form_is_still_about_its_record_in_the_other_language(office: RealOffice) -> None:
    client = visitor(office, "director")
    person = "/operations/directory.move-person?person=p024"
    form = client.get(person)
    action = re.search(r'<form class="operation" method="post" action="([^"]+)"', form.text)
    assert action
    csrf = re.search(r'name="csrf" value="([^"]+)"', form.text)
    assert csrf
    refused = client.post(unescape(action[1]), data={"csrf": csrf[1], "person": "p024"})
    assert refused.status_code in {403, 422}
    (href,) = links(refused.text, "lang=en")
    assert parse_qs(urlsplit(href).query)["person"] == ["p024"]
