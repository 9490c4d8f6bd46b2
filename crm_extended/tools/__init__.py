"""Arithmetic and texts, free of the ORM."""
