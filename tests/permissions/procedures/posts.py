"""Posts, holders and delegations: kept by the office (B9); only the holder lets somebody stand in."""

from __future__ import annotations

from tests.permissions.words import BUDGET, KEEPERS, READERS, WHEN, P, row

ROWS = (
    row("directory.get-post", READERS, post="head-budget"),
    row("directory.list-posts", READERS),
    row("directory.create-post", KEEPERS, post="aide", zh="秘书", en="Aide", level="staff", day=WHEN, **BUDGET),
    row("directory.abolish-post", KEEPERS, post="idle", day=WHEN),
    row("directory.appoint-holder", KEEPERS, post="idle", person=P, day=WHEN),
    row("directory.relieve-holder", KEEPERS, post="union-chair", person="p017", day=WHEN),
    # Only the holder lets somebody stand in: never the stand-in. The row is about the head's post.
    row(
        "directory.give-delegation", KEEPERS, "of the head's post", ("head",),
        post="head-budget", deputy=P, start="2026-09-01", to="2026-09-05",
    ),
    row("directory.end-delegation", KEEPERS, "of the head's post", ("head",), post="head-budget", number=1, day=WHEN),
)  # fmt: skip
