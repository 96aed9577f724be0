"""Who acts in Party affairs: the branch committee by its duties, the Party group, the discipline group (A1, B4)."""

from services.directory.organ import in_body, picture
from services.kernel.domain.who import AUDITOR
from services.kernel.procedure.context import Context

BRANCH, PARTY_GROUP, DISCIPLINE = "branch-committee", "party-group", "discipline-group"
"""Bodies of the directory: 机关党支部委员会, 机关党组, 机关纪检组."""

BRANCH_SECRETARY = in_body(BRANCH, "branch-secretary", "支部书记", "secretary of the branch", "secretary")
BRANCH_DEPUTY = in_body(BRANCH, "branch-deputy", "支部副书记", "deputy secretary of the branch", "deputy-secretary")
ORGANISER = in_body(BRANCH, "organisation-member", "组织委员", "organisation member of the branch", "organisation")
PUBLICIST = in_body(BRANCH, "publicity-member", "宣传委员", "publicity member of the branch", "publicity")
COMMITTEE = in_body(BRANCH, "branch-committee", "支部委员", "a member of the branch committee")
GROUP_SECRETARY = in_body(PARTY_GROUP, "party-group-secretary", "党组书记", "secretary of the Party group", "secretary")
GROUP_MEMBER = in_body(PARTY_GROUP, "party-group", "党组成员", "a member of the Party group")
DISCIPLINE_GROUP = in_body(DISCIPLINE, "discipline-group", "纪检组成员", "a member of the discipline group")

SEES_BRANCH = (COMMITTEE, GROUP_SECRETARY, AUDITOR)
"""Who sees all of the branch's registers."""


def bound_secretary(ctx: Context) -> tuple[str, str]:
    """Whom binds what the branch as a whole owes: its secretary of the day and their department; without one, the
    office's head."""
    organ = picture(ctx)
    for one in organ.body_members(BRANCH, ctx.today):
        if one.role == "secretary":
            return one.person, organ.department_of(one.person, ctx.today)
    return "", "office"
