"""Counter software for the people between a property developer, or a land office, and its customers."""

__version__ = "0.1.0"
