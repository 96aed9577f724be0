"""出差: asked for before, consented to by area, and back with the days really away (A30, B14.6)."""
