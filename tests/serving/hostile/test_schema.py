"""The service keeps to its own OpenAPI description whatever is generated from it (Schemathesis, all phases)."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.serving.hostile.conftest import ROOT, Server

EXAMPLES = os.environ.get("TANGGAP_SCHEMATHESIS_EXAMPLES", "3")
"""Generated requests an operation; `benchmarks/hostile.py` asks for 300."""
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"


def test_generated_requests_meet_the_description(server: Server) -> None:
    options = ["--checks", CHECKS, "--max-examples", EXAMPLES, "--phases", "examples,coverage,fuzzing,stateful"]
    options += ["--generation-database", "none", "--no-color", "--request-timeout", "30", "--continue-on-failure"]
    key = f"Authorization: Bearer {server.keys['admin']}"
    done = subprocess.run(
        [sys.executable, "-m", "schemathesis.cli", "run", f"{server.url}/openapi.json", "-H", key, *options],
        cwd=server.folder,
        env=os.environ | {"PYTHONPATH": str(ROOT), "SCHEMATHESIS_HOOKS": "tests.serving.hostile.lines"},
        capture_output=True,
        text=True,
    )
    print(done.stdout[-1500:])
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert "unforeseen" not in server.log
