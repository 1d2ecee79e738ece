"""Reforms for the tests: complete overlays that change one thing."""

from __future__ import annotations

import copy
from datetime import date
from typing import Any

DRAFT = {"instrument": "Rancangan PP uji", "article": "Pasal 2"}
FACTS = {"risk_group": 1, "jht": 1, "jp": 1, "jkp": 1, "covid_relief": 0, "labour_intensive": 0}
ON = date(2026, 6, 1)

HIGHER_CAP: dict[str, Any] = {
    "overlay": 1,
    "id": "jp-cap-20",
    "title": {"id": "Batas upah JP Rp20 juta", "en": "JP cap of Rp20 million"},
    "author": "Uji",
    "purpose": {"id": "menguji", "en": "to test"},
    "recorded": date(2026, 4, 1),
    "source": DRAFT,
    "parameters": [
        {
            "id": "jp.wage_cap",
            "values": [
                {
                    "in_force": date(2026, 5, 1),
                    "recorded": date(2026, 4, 1),
                    "value": 20_000_000,
                    "source": DRAFT,
                    "confidence": "M",
                }
            ],
        }
    ],
}


def reform(**keys: Any) -> dict[str, Any]:
    """The reform with top-level keys replaced (None removes)."""
    out = copy.deepcopy(HIGHER_CAP)
    for key, value in keys.items():
        out.pop(key, None)
        if value is not None:
            out[key] = value
    return out


def of(parameter: str, value: Any, in_force: date = date(2026, 5, 1), **more: Any) -> dict[str, Any]:
    """A reform that gives one parameter one value; ``more`` are keys of the value (None removes)."""
    row = {**HIGHER_CAP["parameters"][0]["values"][0], "in_force": in_force, "value": value, **more}
    row = {k: v for k, v in row.items() if v is not None}
    return reform(id="one", parameters=[{"id": parameter, "values": [row]}])


def choosing(**settings: str) -> dict[str, Any]:
    """A reform that only chooses settings (double underscore for the dot)."""
    return reform(id="choice", parameters=None, settings={k.replace("__", "."): v for k, v in settings.items()})
