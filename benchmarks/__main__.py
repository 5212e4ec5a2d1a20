"""All benchmark tables but that of ``benchmarks.duplicates``, which takes ten minutes."""

from benchmarks import agreement, gaming, intake, places, redaction, replies, rolling, routing, starter

for table in (routing, rolling, starter, replies, gaming, intake, places, redaction, agreement):
    table.main()
    print(flush=True)
