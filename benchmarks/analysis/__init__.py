"""What records of benchmark runs say: tables, comparisons, charts."""
