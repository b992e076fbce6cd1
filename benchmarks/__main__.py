"""`make bench`: every comparison, one line each."""

from __future__ import annotations

from benchmarks import figures, loading, memory, reading

for module in (reading, memory, figures, loading):
    for comparison in module.comparisons():
        print(comparison.line(), flush=True)
