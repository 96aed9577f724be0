"""民主生活会: held each half-year, its problems turned into measures, and those looked at again (B6, B14.1)."""
