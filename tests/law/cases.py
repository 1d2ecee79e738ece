"""Reading and running the golden cases that stand beside the rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from lindung import law
from lindung.law.engine import Law

FOLDER = Path(law.__file__).with_name("cases")


@dataclass(frozen=True)
class Case:
    file: str
    name: str
    formula: str
    on: date
    inputs: dict[str, Any]
    expect: dict[str, int]
    known_on: date | None
    settings: dict[str, str]
    details: dict[str, Any]

    def run(self, engine: Law | None = None) -> law.Result:
        return (engine or law.published()).calc(
            self.formula, self.on, self.inputs, known_on=self.known_on, settings=self.settings
        )

    def wrong(self, engine: Law | None = None, got: law.Result | None = None) -> str:
        """What differs from the expectation, empty if nothing; ``got`` where it is calculated already."""
        got = got or self.run(engine)
        for key, value in self.expect.items():
            if got.values[key] != value:
                return f"{key}: {got.values[key]} instead of {value}"
        for key, value in self.details.items():
            found = got.details[key]
            if key == "reason" and found is not None:
                found = found["code"]
            value = value.isoformat() if isinstance(value, date) else value
            if found != value:
                return f"{key}: {found} instead of {value}"
        return ""


def load(folder: Path = FOLDER) -> list[Case]:
    out = []
    for path in sorted(folder.glob("*.yaml")):
        for item in yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)["cases"]:
            assert set(item) <= {
                "name", "formula", "date", "known_on", "settings", "inputs", "expect", "details", "kind", "derivation",
            }, item["name"]  # fmt: skip
            assert item["derivation"] and item["kind"] in ("derived", "worked_example", "official")
            out.append(
                Case(
                    path.stem,
                    item["name"],
                    item["formula"],
                    item["date"],
                    item["inputs"],
                    item["expect"],
                    item.get("known_on"),
                    item.get("settings", {}),
                    item.get("details", {}),
                )
            )
    return out


CASES = load()
