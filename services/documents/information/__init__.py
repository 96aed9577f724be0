"""信息报送及采用: information items, from submitted to adopted by level (A34, B9.2)."""
