"""Shared ground: rights, rate limits, suspended mail, audit, encryption, backups."""

from . import ir_sequence
