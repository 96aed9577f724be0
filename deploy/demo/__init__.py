"""The demonstration quarter: a sample organ's summer as deeds and machine files, and their loader."""
