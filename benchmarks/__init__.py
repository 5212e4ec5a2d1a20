"""Benchmarks: every figure in the documents comes from one of these. ``python -m benchmarks`` prints them all."""
