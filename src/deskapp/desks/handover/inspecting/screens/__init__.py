"""Screens of inspections and defects, one file each."""
