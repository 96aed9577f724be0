"""Papers that wait (A18, B11.2): with whom they lie and since when is everybody's to see."""

from __future__ import annotations

from tests.permissions.words import row

ROWS = (
    row("documents.list-waiting", "everybody", "one's own"),
    row("documents.list-waiting", "everybody", "of a post", post="head-office"),
    row("documents.list-waiting", "everybody", "of everybody", everybody=True),
)
