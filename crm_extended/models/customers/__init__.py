"""Who they are: profile, lifecycle, segments, interactions, feedback."""
