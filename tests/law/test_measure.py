"""The measurements run and compare like with like; how fast is not judged here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from lindung import law
from lindung.law import measure

from .compiler import numba
from .test_forms import random_columns


@pytest.fixture(autouse=True)
def once(monkeypatch: pytest.MonkeyPatch) -> None:
    real = measure.best

    def short(work: Callable[[], Any], times: int, repeats: int = 1) -> float:
        return real(work, 1, 1)

    monkeypatch.setattr(measure, "best", short)


def test_a_case_is_measured_in_every_form() -> None:
    assert set(measure.single()) == {"figures", "receipt", "cited", "cited_json", "cited_text", "worded"}


def test_engines_are_measured_beside_a_copy() -> None:
    numba()
    columns = random_columns("jht.interim_return", 1, 40_000)
    found = measure.kernels(columns, "jht.interim_return", date(2020, 5, 1))
    assert found["wrong"] == 0 and found["rows"] == 40_000
    outputs = law.describe("jht.interim_return")["outputs"]
    assert found["bytes_per_row"] == 8 * (len(columns) + len(outputs))
    assert {"copy_1", "copy_2", "numpy_1", "numpy_2", "numba_1", "numba_2"} <= set(found)
