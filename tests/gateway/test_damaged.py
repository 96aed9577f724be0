"""What somebody changed in the database is not shown as sound, on any page that shows events."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select, update

from services.kernel.log.store import events
from tests.gateway.office import RealOffice
from tests.gateway.test_pages import visitor

WARNED = {"zh": "与其封印不符", "en": "not as it was sealed"}


@pytest.mark.parametrize("lang", WARNED)
def test_an_event_that_was_changed_is_shown_with_a_warning_and_a_broken_one_refused(tmp_path: Path, lang: str) -> None:
    office = RealOffice(tmp_path / "office")
    try:
        store = office.runtime.services["attendance"].app.store
        auditor = visitor(office, "auditor")
        with store.reading() as connection:
            row = connection.execute(select(events).where(events.c.topic == "attendance.sheet-compiled.v1")).first()
        assert row is not None
        page = f"/events/attendance/{row.position}"
        assert WARNED[lang] not in auditor.get(page, params={"lang": lang}).text
        forged = row.state.replace(b'"day":"2026', b'"day":"2025')
        for state, code in ((forged, 200), (b"\xff" + row.state[1:], 503)):
            with store.writing() as connection:
                connection.execute(update(events).where(events.c.position == row.position).values(state=state))
            shown = auditor.get(page, params={"lang": lang})
            assert shown.status_code == code
            assert WARNED[lang] in shown.text
        history = f"/history/attendance/{row.originator_id}"
        with store.writing() as connection:
            connection.execute(update(events).where(events.c.position == row.position).values(state=forged))
        assert WARNED[lang].replace("其", "") in auditor.get(history, params={"lang": lang}).text
    finally:
        office.close()
