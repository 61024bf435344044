"""The screens of the rounds and the registers."""
