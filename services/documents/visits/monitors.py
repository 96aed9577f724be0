"""考核监督小组: the group that checks how visitors are received and looks into complaints (B13.4)."""

from services.directory.organ import in_body

MONITOR = in_body("conduct-group", "conduct-group", "考核监督小组成员", "a member of the conduct group")
