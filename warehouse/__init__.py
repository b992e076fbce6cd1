"""The DuckDB warehouse and all that touches it."""
