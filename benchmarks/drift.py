"""The drift report of each month of the acceptance file, as it would have been written at the time.

A router learns from the first five months; each later month is answered by one that learned from all months before it.
"""

from __future__ import annotations

import numpy as np

from benchmarks.machine import acceptance_data, machine
from classifier.disposition import Disposer
from training.drift import Months, judge_month
from training.history import ComplaintHistory, read_complaints
from training.rolling import by_month, rolling_answers
from training.routing import train_router
from training.split import split_history

LEARNED = 5
TOPICS = 3


def rolling_months(history: ComplaintHistory) -> Months:
    """The history's months, those from the sixth on with their answers."""
    rows = by_month(history)
    names = list(rows)
    first = history.only(np.concatenate([rows[name] for name in names[:LEARNED]]))
    split = split_history([c.submitted_at for c in first.complaints], np.arange(len(first)), first.batches)
    disposer = Disposer(train_router(first, split).model)
    return Months(history, rows, rolling_answers(disposer, history, rows, names[LEARNED:]))


def main() -> None:
    """Print a line a month: alarm or not, why, and the first topics' words."""
    folder = acceptance_data()
    if folder is None:
        print("# Drift: the acceptance data is absent")
        return
    months = rolling_months(read_complaints(folder / "surabaya_complaints_dev.csv.gz"))
    print(f"# Drift, month by month: acceptance file\n# {machine()}")
    reports = [judge_month(months, name) for name in list(months.rows)[LEARNED:]]
    for report in reports:
        topics = "; ".join(" ".join(topic["words"][:4]) for topic in report["topics"][:TOPICS])
        print(f"{report['month']} {', '.join(report['reasons']) or '-':30} {topics}")
    print(f"alarms in {sum(report['alarm'] for report in reports)} of {len(reports)} months")


if __name__ == "__main__":
    main()
