"""Filed documents count as nothing: what a department owes is the handover (A20)."""

from services.documents.holdings import events as e

Silent = (
    # the archivist's own work
    e.FileFiled | e.FileCorrected | e.FileRenumbered | e.FilePlaced
    # the end of a period is owed by nobody
    | e.AppraisalProposed | e.AppraisalApproved | e.AppraisalRejected | e.FileDestroyed
    # a loan binds its borrower, and no article charges a department with it
    | e.FileLent | e.FileGivenBack
)  # fmt: skip
