"""Bodies and their members: kept by the office (B9)."""

from __future__ import annotations

from tests.permissions.words import KEEPERS, READERS, WHEN, P, row

ROLES = [{"id": "singer", "zh": "队员", "en": "Singer"}]


ROWS = (
    row("directory.get-body", READERS, body="party-group"),
    row("directory.list-bodies", READERS),
    row("directory.form-body", KEEPERS, body="choir", zh="合唱队", en="Choir", roles=ROLES, day=WHEN),
    row("directory.dissolve-body", KEEPERS, body="conduct-group", day=WHEN),
    row("directory.join-body", KEEPERS, body="conduct-group", person=P, role="member", day=WHEN),
    row("directory.leave-body", KEEPERS, body="conduct-group", person="p007", day=WHEN),
)  # fmt: skip
