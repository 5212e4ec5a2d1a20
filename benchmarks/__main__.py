"""All benchmark tables."""

from benchmarks import routing, starter

routing.main()
print()
starter.main()
