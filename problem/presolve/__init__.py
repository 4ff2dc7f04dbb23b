"""Exact reductions of an assignment problem, each with the way back."""
