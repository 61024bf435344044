"""Acceptances of buildings: what authorities and our own people passed, and the initial registration."""
