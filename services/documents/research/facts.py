"""Research counts as nothing: A34 does not name it among what is appraised; the calendar of duties shows it (A13)."""

from __future__ import annotations

from services.documents.research.events import (
    ArticleApproved,
    ArticleExcused,
    ArticleMissed,
    ArticleOwed,
    ArticlePublished,
    ArticleReturned,
    ArticleRevised,
    ArticleSubmitted,
    ArticleWithdrawn,
)

Silent = (
    ArticleOwed | ArticleMissed | ArticleExcused | ArticleSubmitted | ArticleRevised
    | ArticleReturned | ArticleApproved | ArticlePublished | ArticleWithdrawn
)  # fmt: skip
