"""Rounds of vacant units, advice on drawings, early defects."""
