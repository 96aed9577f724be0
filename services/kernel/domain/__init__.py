"""Events, aggregates, statuses, and who may do what. Knows no storage."""
