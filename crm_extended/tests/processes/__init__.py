"""Tests with real processes; ``setup/test --processes`` runs them."""

from . import test_frame
