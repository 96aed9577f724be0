"""公务接待: by official letter, few companions, one working meal, within the standard (A29, B14.4, B14.7)."""
