"""All benchmark tables but that of ``benchmarks.duplicates``, which takes ten minutes."""

from benchmarks import agreement, gaming, intake, rolling, routing, starter

for table in (routing, rolling, starter, gaming, intake, agreement):
    table.main()
    print(flush=True)
