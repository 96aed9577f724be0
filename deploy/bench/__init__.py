"""`jikao bench`: figures as ratios to a baseline measured in the same run. Never asserted in a test."""
