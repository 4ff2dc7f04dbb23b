"""Benchmark runs in processes of their own, each with one record of how it ended."""
