"""Screens of how a complaint is worked on."""
