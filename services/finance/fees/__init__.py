"""收费: nothing is charged without a licence, and what is owed is collected or waived by decision (B10.4, B10.6)."""
