"""Paper: forms of records as PDF, and the fonts and the program that set every page."""
