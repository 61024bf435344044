"""How long what is wrong with a home is mended for nothing: dated periods, and what a unit was promised."""
