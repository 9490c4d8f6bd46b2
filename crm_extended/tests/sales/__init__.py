"""Nothing to prove here yet."""
