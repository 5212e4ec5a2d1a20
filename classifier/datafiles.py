"""Where the files of `data/` are: beside the packages in a checkout, under ``share/tanggap`` in an installation."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from classifier.errors import TanggapError


def data_directory() -> Path:
    """The directory that holds the corpus, taxonomy and directory.

    ``TANGGAP_DATA`` names another one. Raises `TanggapError` when there is none.
    """
    named = os.environ.get("TANGGAP_DATA")
    places = (
        [Path(named)]
        if named
        else [Path(__file__).resolve().parent.parent / "data", Path(sys.prefix) / "share" / "tanggap" / "data"]
    )
    for place in places:
        if (place / "taxonomy" / "topics.csv").is_file():
            return place
    raise TanggapError(
        f"no data directory in {', '.join(map(str, places))}; set TANGGAP_DATA to the one with taxonomy/topics.csv"
    )
