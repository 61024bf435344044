"""Screens of prices."""
