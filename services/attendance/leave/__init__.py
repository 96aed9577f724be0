"""Leave: asked for in writing, approved along its route, cancelled at the office afterwards (A15)."""
