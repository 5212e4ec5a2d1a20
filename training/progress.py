"""Progress of long work, on stderr: a bar on a terminal, a line a stage elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn


@contextmanager
def stages(title: str, total: int) -> Iterator[Callable[[str], None]]:
    """A function to call with the name of each stage as it begins; ``total`` stages in all."""
    console = Console(stderr=True)
    started = time.monotonic()
    if not console.is_terminal:
        yield lambda stage: print(
            f"{title}: [{time.monotonic() - started:5.1f} s] {stage}", file=sys.stderr, flush=True
        )
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console) as bar:
        task = bar.add_task(title, total=total)
        done = -1

        def report(stage: str) -> None:
            nonlocal done
            done += 1
            bar.update(task, description=f"{title}: {stage}", completed=done)

        yield report
        bar.update(task, description=title, completed=total)
