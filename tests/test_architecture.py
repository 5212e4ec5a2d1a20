"""The direction of imports: training -> classifier <- serving, and the libraries that may not spread."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FORBIDDEN = {
    "classifier": {"training", "serving", "fastapi", "sqlalchemy", "alembic", "mlflow", "uvicorn", "pydantic"},
    "training": {"serving", "fastapi", "uvicorn"},
    "serving": {"training", "mlflow", "sklearn"},
}


def imported(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


def loaded_by(modules: str, *libraries: str) -> list[str]:
    """Which libraries a fresh process has loaded after it imported ``modules``."""
    code = f"import sys, {modules}; print(*[name for name in {libraries!r} if name in sys.modules])"
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()


@pytest.mark.parametrize("package", FORBIDDEN)
def test_a_package_imports_only_what_it_may(package: str) -> None:
    files = list((ROOT / package).rglob("*.py"))
    assert files
    wrong = {str(path.relative_to(ROOT)): names for path in files if (names := imported(path) & FORBIDDEN[package])}
    assert not wrong


def test_mlflow_is_imported_in_one_module_and_in_the_model_file_that_mlflow_runs() -> None:
    users = {path.name for path in (ROOT / "training").rglob("*.py") if "mlflow" in imported(path)}
    assert users == {"tracking.py", "pyfunc.py"}
    assert not imported(ROOT / "training" / "pyfunc.py") & {"training", "serving"}  # it travels without them


def test_no_pickle_and_no_joblib_load_in_what_serves() -> None:
    for package in ("classifier", "serving"):
        for path in (ROOT / package).rglob("*.py"):
            assert not imported(path) & {"pickle", "joblib", "cloudpickle", "dill"}, path


def test_the_serving_process_loads_neither_mlflow_nor_scikit_learn() -> None:
    assert loaded_by("serving.app, serving.cli", "mlflow", "sklearn", "pandas") == []


def test_importing_a_package_does_no_work() -> None:
    assert loaded_by("classifier, training.cli, serving.cli", "numpy", "fastapi", "sqlalchemy") == []
