"""How fast the worksheet functions are, and how much memory they take: ``python -m benchmarks``."""
