"""Reforms: a file of other values, ends and choices, laid over the published parameters without copying them.

An overlay has the schema ``overlay.v1`` and passes the checker of the parameter files: units, ranges, no floats, and a
citation of the draft on every value. It changes figures and choices; the text of a rule is changed in the rules."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from .errors import BadOverlay, ParameterError
from .store import Parameter, ParameterSet, ParameterValue, fingerprint, read_value

Both = Mapping[str, str]


@dataclass(frozen=True, eq=False)
class Overlay:
    """A checked overlay. Two overlays are the same if their contents are."""

    id: str
    title: Both
    author: str
    purpose: Both
    recorded: date
    instrument: str
    article: str
    data: Mapping[str, Any] = field(repr=False)
    digest: str

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Overlay) and other.digest == self.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    @property
    def face(self) -> dict[str, Any]:
        """How receipts and traces name it."""
        return {"id": self.id, "title": dict(self.title), "sha256": self.digest}

    @property
    def changed(self) -> tuple[str, ...]:
        """Identifiers of the parameters and settings that it changes."""
        return tuple(sorted({*self.data.get("settings", {}), *(p["id"] for p in self.data.get("parameters", []))}))

    def apply(self, base: ParameterSet) -> ParameterSet:
        """The set under this overlay; raises :class:`BadOverlay` where it does not fit the set."""
        changed: dict[str, Parameter] = {}
        try:
            for entry in self.data.get("parameters", []):
                if entry["id"] in changed:
                    raise BadOverlay(where=self.id, why=f"{entry['id']} is named twice")
                changed[entry["id"]] = _merged(self, _known(self, base, entry["id"]), entry)
            for key, choice in self.data.get("settings", {}).items():
                if key in changed:
                    raise BadOverlay(where=self.id, why=f"{key} is named twice")
                changed[key] = self._chosen(_known(self, base, key), choice)
        except ParameterError as error:
            raise BadOverlay(**error.facts) from None
        return base.with_parameters(*changed.values())

    def _chosen(self, item: Parameter, choice: str) -> Parameter:
        """A setting whose default is another choice on every day."""
        if item.type != "setting":
            raise BadOverlay(where=self.id, why=f"{item.id} is not a setting; give it values")
        if choice not in item.choices:
            raise BadOverlay(where=self.id, why=f"setting {item.id} has no choice {choice}")
        latest = {v.in_force: v for v in item.values}
        fresh = [
            replace(
                v,
                value=choice,
                recorded=max(v.recorded, self.recorded),
                published=None,
                instrument=self.instrument,
                article=self.article,
                confidence="L",
                note="",
            )
            for v in latest.values()
        ]
        return replace(item, values=_ordered([*item.values, *fresh]))


def _known(overlay: Overlay, base: ParameterSet, key: str) -> Parameter:
    if key not in base:
        raise BadOverlay(where=overlay.id, why=f"there is no parameter {key}")
    return base[key]


def _ordered(values: Iterable[ParameterValue]) -> tuple[ParameterValue, ...]:
    return tuple(sorted(values, key=lambda v: (v.in_force, v.recorded)))


def _merged(overlay: Overlay, item: Parameter, entry: Mapping[str, Any]) -> Parameter:
    """A parameter with the values and the end of an overlay's entry."""
    from .parameter_files import check_file, day_of

    where = f"{overlay.id} {item.id}"
    if not {"values", "ends", "review_by"} & set(entry):
        raise BadOverlay(where=where, why="it changes nothing")
    if {"ends", "review_by"} <= set(entry):
        raise BadOverlay(where=where, why="say either ends or review_by")
    ends, review_by = item.ends, item.review_by
    if "ends" in entry:
        ends, review_by = day_of(entry["ends"], where), None
    elif "review_by" in entry:
        ends, review_by = None, day_of(entry["review_by"], where)
    values = item.values
    if "values" in entry:
        fresh = check_file(_as_file(item, entry["values"]), where, whole=False)["values"]
        values = _ordered([*values, *(read_value(item.id, item.type, item.unit, item.title, v) for v in fresh)])
        _check_values(item, values, fresh, where)
    if ends is not None and ends < values[-1].in_force:
        raise BadOverlay(where=where, why="it ends before its last value begins")
    return replace(item, values=values, ends=ends, review_by=review_by)


def _as_file(item: Parameter, values: list[Any]) -> dict[str, Any]:
    """The file that a parameter would be if it had only these values: what the checker reads."""
    out: dict[str, Any] = {
        "id": item.id,
        "title": dict(item.title),
        "type": item.type,
        "unit": item.unit,
        "review_by": "9999-12-31",
        "values": values,
    }
    optional: dict[str, Any] = {"range": item.range and list(item.range), "by": item.by, "doubt": item.doubt}
    optional |= {k: {c: dict(t) for c, t in getattr(item, k).items()} for k in ("choices", "labels")}
    optional["reasoning"] = dict(item.reasoning)
    return out | {k: v for k, v in optional.items() if v}


def _check_values(item: Parameter, values: tuple[ParameterValue, ...], fresh: list[dict[str, Any]], where: str) -> None:
    """Old and new values together: no two of one moment, no gap, the same codes."""
    from .parameter_files import check_ends

    moments = [(v.in_force, v.recorded) for v in values]
    if len(set(moments)) != len(moments):
        raise BadOverlay(where=where, why="two values overlap: same in_force and recorded")
    cited = {(v["in_force"], v["recorded"]) for v in fresh if "until" in v and "ended_by" not in v}
    rows: list[dict[str, Any]] = []
    for v in values:
        row = {"in_force": v.in_force.isoformat(), "recorded": v.recorded.isoformat()}
        if v.until is not None:
            row["until"] = v.until.isoformat()
            if (row["in_force"], row["recorded"]) not in cited:
                row["ended_by"] = "cited"
        rows.append(row)
    check_ends(rows, where)
    if item.type in ("table", "codes"):
        before = [set(v.value) for v in item.values]
        for v in values:
            if not set.intersection(*before) <= set(v.value) <= set.union(*before):
                raise BadOverlay(where=where, why="its codes are not those of the published table")
    if item.type == "codes":
        listed = {c for v in item.values for row in v.value.values() for c in row}
        empty = {k for v in item.values for k, row in v.value.items() if not row}
        for v in values:
            for key, row in v.value.items():
                if not set(row) <= listed or not (row or key in empty):
                    raise BadOverlay(where=where, why=f"{key} holds what the published lists never hold")


def read_overlay(source: Overlay | Mapping[str, Any] | Path | str) -> Overlay:
    """An overlay from a file (YAML, which JSON is too) or from parsed data; raises :class:`BadOverlay`."""
    if isinstance(source, Overlay):
        return source
    from .parameter_files import as_json, day_of  # the checker is not needed to calculate
    from .schema import named, problems

    where = "overlay"
    if not isinstance(source, Mapping):
        if not isinstance(source, str | Path):
            raise BadOverlay(where=where, why=f"{type(source).__name__} is neither data nor the name of a file")
        where = Path(source).name
        source = _parsed(Path(source))
    try:
        data = as_json(dict(source) if isinstance(source, Mapping) else source, where)
    except ParameterError as error:
        raise BadOverlay(**error.facts) from None
    first = next(problems(data, named("overlay.v1")), None)
    if first:
        raise BadOverlay(where=where, why=first)
    data = {k: v for k, v in data.items() if v not in ({}, [])}
    if not {"settings", "parameters"} & set(data):
        raise BadOverlay(where=where, why="it changes nothing")
    try:
        recorded = day_of(data["recorded"], where)
    except ParameterError as error:
        raise BadOverlay(**error.facts) from None
    return Overlay(
        id=data["id"],
        title=data["title"],
        author=data["author"],
        purpose=data["purpose"],
        recorded=recorded,
        instrument=data["source"]["instrument"],
        article=data["source"]["article"],
        data=data,
        digest=fingerprint(data),
    )


def _parsed(path: Path) -> Any:
    try:
        text = path.read_text("utf-8")
        if path.suffix == ".json":
            return json.loads(text)
        import yaml

        return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except OSError as error:
        raise BadOverlay(where=path.name, why=error.strerror or "the file cannot be read") from None
    except (ValueError, RecursionError) as error:
        raise BadOverlay(where=path.name, why=f"not YAML or JSON: {error}") from None
    except Exception as error:
        if type(error).__module__.partition(".")[0] != "yaml":
            raise
        raise BadOverlay(where=path.name, why=f"not YAML or JSON: {error}") from None
