"""出差天数: what finance tells of trips becomes day marks, or a note where the month is closed (A14, A30)."""
