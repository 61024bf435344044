"""Price list of the special services."""
