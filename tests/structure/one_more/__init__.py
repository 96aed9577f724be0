"""A procedure that the service does not have, and the proof that its folder and one line are all it takes."""
