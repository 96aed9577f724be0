"""首问责任: whoever is asked first answers for the visitor; complaints and what follows from them (B13)."""
