"""Inspections and defects: found, assigned, fixed, accepted."""
