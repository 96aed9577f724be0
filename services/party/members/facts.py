"""Being a member counts as nothing: no department is better for it (A34 names what is appraised)."""

from services.party.members import events as e

Silent = (
    e.MemberEntered | e.MemberMadeFormal | e.ProbationExtended | e.MemberPlaced | e.MemberLeft
    | e.GroupSetUp | e.GroupOfficersNamed | e.GroupDissolved
)  # fmt: skip
