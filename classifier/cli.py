"""What both command lines share: one line on stderr for an error, and documented exit codes."""

from __future__ import annotations

import sys

import typer

from classifier.errors import TanggapError

DONE, MENDABLE = 0, 2


def run(app: typer.Typer, name: str, argv: list[str] | None = None) -> int:
    """Run a typer application.

    Returns 0 when it is done, and 2, after one line on stderr, for something the caller can mend.
    """
    from typer.main import get_command

    command = get_command(app)
    try:
        code = command.main(args=argv, prog_name=name, standalone_mode=False)
    except (TanggapError, ValueError) as error:
        message = str(error)
    except Exception as error:
        if not hasattr(error, "format_message"):
            raise
        message = error.format_message()
    else:
        return code if isinstance(code, int) else DONE
    print(f"{name}: {' '.join(message.split())}", file=sys.stderr)
    return MENDABLE
