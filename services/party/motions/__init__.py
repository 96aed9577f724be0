"""表决: proposed, put on the agenda, discussed, voted on, carried or lost (B2.4–B2.7)."""
