"""Benchmarks: what our screens and jobs cost, beside the same rows by plain SQL."""
