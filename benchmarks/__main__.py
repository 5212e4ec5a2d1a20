"""The benchmark tables that take a few minutes together.

Apart, because each takes long or needs more than this: ``ablations``, ``drift``, ``duplicates``, ``durability``,
``fitting``, ``gate``, ``kills`` and ``pages``; and ``examples`` and ``readme``, which write documents.
"""

from benchmarks import agreement, copies, gaming, intake, places, redaction, replies, rolling, routing, starter

for table in (routing, rolling, starter, copies, replies, gaming, intake, places, redaction, agreement):
    table.main()
    print(flush=True)
