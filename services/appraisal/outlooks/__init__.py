"""提升空间: what would raise a department's score, and by how much."""
