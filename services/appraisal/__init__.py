"""考核: facts from what really happened, and each department's quarterly scorecard from the facts (A33–A35)."""
