"""Applying counts as nothing: nobody's department is better for it (A34 names what is appraised)."""

from services.party.applicants import events as e

Silent = (
    e.ApplicationReceived | e.ActivistNamed | e.CandidateNamed | e.ApplicantAdmitted | e.ApplicationEnded
    | e.ThoughtReportHandedIn | e.ApplicantExamined | e.ApplicantPaperLent | e.ApplicantPaperReturned
    | e.ApplicantPaperMissed | e.GrowthPlanProposed | e.GrowthPlanAdopted
)  # fmt: skip
