"""Screens of keys, of what an owner takes home, and of a unit's warranty."""
