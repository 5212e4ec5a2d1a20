"""The library: text in, values out. No web, no database, no experiment tracking."""

__version__ = "0.1.0"
