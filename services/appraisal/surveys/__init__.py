"""季度综览: a quarter at one look, and from quarter to quarter."""
