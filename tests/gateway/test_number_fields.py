"""A control for a number lets through what its field does, and no more."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from gateway import catalog
from gateway.pages.fields import control
from tests.gateway.office import RealOffice
from tests.gateway.test_pages import visitor


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealOffice]:
    made = RealOffice(tmp_path_factory.mktemp("office"))
    yield made
    made.close()


def of(office: RealOffice, operation: str, name: str) -> Any:
    return control(name, catalog.form(office.app.state.gate.operations, operation)["schema"], {})


def test_whole_numbers_sums_and_what_is_more_than_nothing(office: RealOffice) -> None:
    copies = of(office, "documents.request-seal-use", "copies")
    assert copies["bounds"] == {"min": "1", "max": "10000", "step": "1"}
    amount = next(each for each in of(office, "finance.submit-claim", "items")["rows"][0] if each["name"] == "amount")
    assert amount["bounds"] == {"min": "0.01", "step": "0.01"}
    assert of(office, "documents.request-seal-use", "title")["bounds"] == {}


def test_the_pages_form_says_so(office: RealOffice) -> None:
    page = visitor(office, "staff").get("/operations/documents.request-seal-use").text
    (copies,) = re.findall(r'<input name="copies"[^>]*>', page)
    assert 'type="number"' in copies
    assert 'min="1" max="10000"' in re.sub(r' step="1"', "", copies)
    assert 'step="1"' in copies


def test_what_a_form_begins_with_is_let_through(office: RealOffice) -> None:
    operations, seen = office.app.state.gate.operations, 0
    for name in operations:
        schema = catalog.form(operations, name)["schema"]
        for one in (control(each, schema, {}) for each in schema.get("properties", {})):
            if one["kind"] != "number" or not one["value"]:
                continue
            value, bounds = Decimal(one["value"]), one["bounds"]
            seen += 1
            assert Decimal(bounds.get("min", "-Infinity")) <= value <= Decimal(bounds.get("max", "Infinity")), name
            if bounds["step"] != "any":
                assert not (value - Decimal(bounds.get("min", one["value"]))) % Decimal(bounds["step"]), name
    assert seen > 10
