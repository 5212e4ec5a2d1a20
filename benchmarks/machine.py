"""The machine that figures were taken on, the memory that it gives, and the folder of acceptance data."""

from __future__ import annotations

import os
import platform
from pathlib import Path


def machine() -> str:
    """One line: processor, cores, Python."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        name = next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        name = platform.processor() or "unknown processor"
    return f"{name}, {os.cpu_count()} cores, Python {platform.python_version()}"


def resident() -> int:
    """Bytes of this process in memory."""
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def acceptance_data() -> Path | None:
    """The folder of real labelled data beside the repository, or ``None``."""
    folder = Path(os.environ.get("TANGGAP_ACCEPTANCE_DATA", Path(__file__).parents[2] / "shared" / "data"))
    return folder if folder.is_dir() else None
