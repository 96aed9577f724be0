"""材料包: what a log gives to outsiders, so that they can check it without this system (`deploy/verifier`)."""
