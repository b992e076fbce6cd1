"""`make bench`: every comparison, one line each."""

from __future__ import annotations

from benchmarks import loading, reading

for module in (reading, loading):
    for comparison in module.comparisons():
        print(comparison.line(), flush=True)
