"""Composition roots, set-up and the data of the sample organ. The only package that knows every other."""
