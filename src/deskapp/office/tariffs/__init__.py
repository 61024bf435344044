"""Taxes and fees by dated, sourced rates; every result is an estimate."""
