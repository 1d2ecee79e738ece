"""Importing Numba inside this suite: it looks for the package ``coverage`` and would find the folder of that name."""

from __future__ import annotations

import sys
from typing import Any
from unittest.mock import patch

import pytest


def numba() -> Any:
    """The compiler, or a skipped module."""
    if "numba" in sys.modules:
        return sys.modules["numba"]
    with patch.dict(sys.modules):
        sys.modules["coverage"] = None  # type: ignore[assignment]
        found = pytest.importorskip("numba")
        loaded = {k: v for k, v in sys.modules.items() if k != "coverage"}
    sys.modules.update(loaded)
    return found
