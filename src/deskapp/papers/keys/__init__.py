"""Key sets and cards of units: who has each, since when, until when."""
