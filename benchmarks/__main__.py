"""`make bench`: every comparison, one line each; `python -m benchmarks NAME …` makes those of the given modules alone."""

from __future__ import annotations

import sys

from benchmarks import answering, figures, loading, marts, memory, reading, site, size

MODULES = (reading, memory, figures, loading, marts, size, answering, site)

chosen = sys.argv[1:] or [module.__name__.removeprefix("benchmarks.") for module in MODULES]
for module in MODULES:
    if module.__name__.removeprefix("benchmarks.") in chosen:
        for comparison in module.comparisons():
            print(comparison.line(), flush=True)
