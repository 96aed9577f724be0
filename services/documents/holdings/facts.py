"""Filed documents count as nothing: what a department owes is the handover (A20)."""

from __future__ import annotations

from services.documents.holdings.events import (
    AppraisalApproved,
    AppraisalProposed,
    AppraisalRejected,
    FileCorrected,
    FileDestroyed,
    FileFiled,
    FileGivenBack,
    FileLent,
    FilePlaced,
    FileRenumbered,
)

Silent = (
    # the archivist's own work
    FileFiled | FileCorrected | FileRenumbered | FilePlaced
    # the end of a period is owed by nobody
    | AppraisalProposed | AppraisalApproved | AppraisalRejected | FileDestroyed
    # a loan binds its borrower, and no article charges a department with it
    | FileLent | FileGivenBack
)  # fmt: skip
