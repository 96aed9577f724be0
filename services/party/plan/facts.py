"""A plan counts as nothing: whether it came in time says the study calendar."""

from services.party.plan import events as e

Silent = e.StudyPlanDrafted | e.StudyPlanAdopted | e.StudyPlanAmended
