"""Belonging to the union counts as nothing: no dimension of the appraisal is about it (A34)."""

from services.finance.union_members import events as e

Silent = e.UnionMemberEntered | e.UnionMemberCorrected | e.UnionMemberLeft
