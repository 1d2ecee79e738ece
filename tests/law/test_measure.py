"""The measurements run; how fast is not judged here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from lindung.law import measure


@pytest.fixture(autouse=True)
def once(monkeypatch: pytest.MonkeyPatch) -> None:
    real = measure.best

    def short(work: Callable[[], Any], times: int, repeats: int = 1) -> float:
        return real(work, 1, 1)

    monkeypatch.setattr(measure, "best", short)


def test_a_case_is_measured_in_every_form() -> None:
    assert set(measure.single()) == {"figures", "receipt", "cited", "cited_json", "cited_text", "worded"}
