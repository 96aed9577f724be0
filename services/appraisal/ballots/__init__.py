"""民主测评: everybody rates every department, and nobody can ever know who rated how (A35)."""
