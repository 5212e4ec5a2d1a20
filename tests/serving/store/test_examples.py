"""The examples in the store's docstrings."""

from __future__ import annotations

import doctest
from types import ModuleType

import pytest

from serving.store import canonical, government
from serving.store.figures import shares


@pytest.mark.parametrize("module", [canonical, government, shares], ids=lambda module: module.__name__)
def test_the_examples_hold(module: ModuleType) -> None:
    found = doctest.testmod(module)
    assert found.attempted > 0
    assert found.failed == 0
