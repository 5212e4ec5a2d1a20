"""All benchmark tables but that of the duplicate index, which takes ten minutes: ``python -m benchmarks.duplicates``."""

from benchmarks import agreement, gaming, intake, rolling, routing, starter

for table in (routing, rolling, starter, gaming, intake, agreement):
    table.main()
    print(flush=True)
