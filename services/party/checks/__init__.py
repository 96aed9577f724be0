"""“六有”检查: the year-end check of study in six points, worked out from the records (B5.10)."""
