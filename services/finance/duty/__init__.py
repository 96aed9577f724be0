"""值班: the published rota, swaps by consent of both, done or absent, and what a turn earns (A30)."""
