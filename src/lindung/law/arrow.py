"""The batch over Arrow tables (extra ``lindung[arrow]``): refused row by row, never zero, each row by its own month.

:class:`ArrowFunction` is a pure function of a batch. It pickles, so that a local process, Spark (``mapInArrow``) and
Ray (``map_batches`` with ``batch_format="pyarrow"``) run it unchanged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from .catalogue import named, ready
from .columns import run
from .errors import MissingExtra, MissingInput, NameTaken, NotBatchable, NotInForce, UnknownInput, WrongType
from .plan import Plan
from .rule import Input, find_formula

if TYPE_CHECKING:
    from .engine import Law

CODES = ("", "missing_input", "wrong_type", "out_of_range", "not_in_force")
"""Refusals of a row by number; 0 is none."""
MISSING, WRONG, OUTSIDE, NO_LAW = 1, 2, 3, 4
REFUSED = "refused"
EPOCH = date(1970, 1, 1)


def arrow() -> Any:
    """The Arrow library; raises :class:`MissingExtra`."""
    try:
        import pyarrow  # type: ignore[import-untyped,unused-ignore]
        import pyarrow.compute  # type: ignore[import-untyped,unused-ignore]
    except ImportError:
        raise MissingExtra(what="Arrow", extra="arrow") from None
    return pyarrow


@dataclass(slots=True)
class Column:
    """One input of every row as int64, with the refusal of each row (``None`` where no row is refused)."""

    values: Any
    codes: Any


@dataclass(slots=True)
class Period:
    """Rows that one set of rules and values governs."""

    plan: Plan
    first: date
    last: date
    rows: int


@dataclass(slots=True)
class Calculated:
    """A batch after calculation: what was read, what came out (0 where refused), and why a row was refused."""

    rows: int
    inputs: dict[str, Column]
    days: Column | None
    outputs: dict[str, Any]
    codes: Any
    periods: list[Period]

    @property
    def refused(self) -> dict[str, int]:
        """Refused rows by code."""
        import numpy as np

        counts = np.bincount(self.codes, minlength=len(CODES)).tolist()
        return {code: n for code, n in zip(CODES[1:], counts[1:], strict=True) if n}


@dataclass(frozen=True)
class ArrowFunction:
    """A formula over record batches: give it a RecordBatch, a Table, or an iterable of RecordBatches.

    The same kind comes back with the outputs and a column ``refused`` appended (the code of the refusal, else null).
    ``on`` is a day or the name of the column that holds the day or month of each row."""

    law: Law
    formula: str
    on: date | str
    known_on: date | None = None
    settings: tuple[tuple[str, str], ...] = ()
    columns: tuple[tuple[str, str | int], ...] = ()
    engine: str | None = None
    threads: int | None = None
    prefix: str = ""
    text: bool = False
    """Whether numbers and dates may come as text (CSV)."""
    _plans: dict[date, Plan | None] = field(default_factory=dict, repr=False, compare=False)

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_plans": {}}

    def __call__(self, given: Any) -> Any:
        pa = arrow()
        if isinstance(given, (pa.RecordBatch, pa.Table)):
            return self.append(given, self.calculate(given))
        if isinstance(given, Iterable) and not isinstance(given, (str, Mapping)):
            return self._each(given)
        raise WrongType(input="table", expected="a RecordBatch, a Table or RecordBatches", got=type(given).__name__)

    def _each(self, given: Iterable[Any]) -> Iterator[Any]:
        for batch in given:
            yield self(batch)

    def plan_on(self, day: date) -> Plan | None:
        """The plan of a day, ``None`` where the law has no rule for it."""
        if day not in self._plans:
            try:
                self._plans[day] = self.law.plan(self.formula, day, self.known_on, dict(self.settings))
            except NotInForce:
                self._plans[day] = None
        return self._plans[day]

    def face(self) -> Plan:
        """A plan for the declared inputs and outputs; raises if the formula or a setting is unknown."""
        if isinstance(self.on, date):
            return self.law.plan(self.formula, self.on, self.known_on, dict(self.settings))
        if ready(named(self.formula)):
            raise NotBatchable(formula=self.formula)
        since = find_formula(self.formula).since
        return self.law.plan(self.formula, since, None, dict(self.settings))

    def outputs(self) -> dict[str, str]:
        """Column name of each output."""
        return {o: self.prefix + o for o in self.face().formula.outputs}

    # reading ---------------------------------------------------------------------------------------------------------
    def read(self, batch: Any) -> tuple[dict[str, Column], Column | None, list[date]]:
        """The inputs of a batch, its days as positions in a list of days, and that list."""
        given, formula = dict(self.columns), self.face().formula
        names = {i.name for i in formula.inputs}
        for name in given:
            if name not in names:
                raise UnknownInput(formula=formula.id, input=name)
        inputs = {}
        for item in formula.inputs:
            source = given.get(item.name, item.name)
            if isinstance(source, int):
                inputs[item.name] = _constant(item, source, batch.num_rows)
                continue
            if source not in batch.schema.names:
                raise MissingInput(formula=formula.id, input=source)
            inputs[item.name] = _numbers(item, _whole_array(batch, source), self.text)
        if isinstance(self.on, date):
            return inputs, None, [self.on]
        if self.on not in batch.schema.names:
            raise MissingInput(formula=formula.id, input=self.on)
        found, days = _days(self.on, _whole_array(batch, self.on))
        return inputs, found, days

    # calculating -----------------------------------------------------------------------------------------------------
    def calculate(self, batch: Any) -> Calculated:
        """Calculate a batch; refused rows come out as 0 with their code."""
        import numpy as np

        inputs, found, days = self.read(batch)
        rows, formula = batch.num_rows, self.face().formula
        codes = np.zeros(rows, dtype=np.int8)
        plans = [self.plan_on(d) for d in days]
        if found is None:
            assert plans[0] is not None
        else:
            codes = found.codes.copy()
            late = np.array([p is None for p in plans] or [True])[found.values] & (codes == 0)
            codes[late] = NO_LAW
        for column in inputs.values():
            if column.codes is not None:
                np.copyto(codes, column.codes, where=codes == 0)
        outputs = {o: np.zeros(rows, dtype=np.int64) for o in formula.outputs}
        periods: list[Period] = []
        groups: dict[Any, list[int]] = {}
        for number, plan in enumerate(plans):
            if plan is not None:
                groups.setdefault((plan.digest, tuple(id(s.rule) for s in plan.steps)), []).append(number)
        good = codes == 0
        whole = bool(good.all())
        for members in groups.values():
            plan = plans[members[0]]
            assert plan is not None
            if whole and len(groups) == 1:
                run(plan, {k: c.values for k, c in inputs.items()}, outputs, self.engine, self.threads)
                count = rows
            else:
                wanted = good if found is None else good & np.isin(found.values, members)
                at = np.flatnonzero(wanted)
                count = at.size
                got = run(plan, {k: c.values[at] for k, c in inputs.items()}, None, self.engine, self.threads)
                for o, values in got.items():
                    outputs[o][at] = values
            dates = [days[m] for m in members]
            periods.append(Period(plan, min(dates), max(dates), count))
        return Calculated(rows, inputs, found and _real_days(found, days), outputs, codes, periods)

    def append(self, batch: Any, got: Calculated) -> Any:
        """The batch with its outputs and refusals."""
        import numpy as np

        pa = arrow()
        named = self.outputs()
        refused = self.prefix + REFUSED
        taken = [n for n in (*named.values(), refused) if n in batch.schema.names]
        if taken:
            raise NameTaken(name=taken[0])
        bad = got.codes != 0
        mask = bad if bool(bad.any()) else None
        arrays = [pa.array(got.outputs[o], type=pa.int64(), mask=mask) for o in named]
        if mask is None:
            arrays.append(pa.nulls(got.rows, pa.string()))
        else:
            words = pa.array(CODES, pa.string())
            arrays.append(words.take(pa.array(got.codes.astype(np.int32), mask=~bad)))
        names = [*batch.schema.names, *named.values(), refused]
        columns = [*batch.columns, *arrays]
        kind = pa.RecordBatch if isinstance(batch, pa.RecordBatch) else pa.Table
        return kind.from_arrays(columns, names=names)


def _whole_array(batch: Any, name: str) -> Any:
    pa = arrow()
    if batch.schema.names.count(name) > 1:
        raise NameTaken(name=name)
    column = batch.column(name)
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
        if isinstance(column, pa.ChunkedArray):
            column = pa.concat_arrays(column.chunks)
    return column.dictionary_decode() if pa.types.is_dictionary(column.type) else column


def _constant(item: Input, value: int, rows: int) -> Column:
    import numpy as np

    if isinstance(value, bool) or not isinstance(value, int):
        raise WrongType(input=item.name, expected="a whole number", got=type(value).__name__)
    codes = None if item.low <= value <= item.high else np.full(rows, OUTSIDE, dtype=np.int8)
    return Column(np.full(rows, value, dtype=np.int64), codes)


def _numbers(item: Input, array: Any, text: bool) -> Column:
    """An Arrow array as whole numbers; a missing, unreadable or out-of-range row gets its code."""
    import numpy as np

    pa = arrow()
    pc, kind = pa.compute, array.type
    codes = np.zeros(len(array), dtype=np.int8)
    if pa.types.is_null(kind):
        return Column(np.zeros(len(array), dtype=np.int64), np.full(len(array), MISSING, dtype=np.int8))
    if text and (pa.types.is_string(kind) or pa.types.is_large_string(kind)):
        plain = pc.utf8_trim_whitespace(array)
        if item.unit == "flag":
            lower = pc.utf8_lower(plain)
            plain = pc.if_else(pc.equal(lower, "true"), "1", pc.if_else(pc.equal(lower, "false"), "0", plain))
        gone = pc.or_(pc.is_null(plain), pc.fill_null(pc.equal(plain, ""), True))
        number = pc.fill_null(pc.match_substring_regex(plain, r"^-?[0-9]+$"), False)
        short = pc.fill_null(pc.match_substring_regex(plain, r"^-?0*[0-9]{1,18}$"), False)
        codes[_bools(pc.invert(number))] = WRONG
        codes[_bools(pc.and_(number, pc.invert(short)))] = OUTSIDE
        codes[_bools(gone)] = MISSING
        values = pc.cast(pc.if_else(short, plain, "0"), pa.int64()).to_numpy(zero_copy_only=False)
    elif pa.types.is_boolean(kind) or pa.types.is_integer(kind):
        if pa.types.is_boolean(kind):
            if item.unit != "flag":
                raise WrongType(input=item.name, expected="a column of whole numbers", got=str(kind))
            array = pc.cast(array, pa.uint8())
        if array.null_count:
            codes[_bools(pc.is_null(array))] = MISSING
            array = pc.fill_null(array, 0)
        values = array.to_numpy(zero_copy_only=False)
    else:
        raise WrongType(input=item.name, expected="a column of whole numbers", got=str(kind))
    if values.size and (int(values.min()) < item.low or int(values.max()) > item.high):
        codes[((values < item.low) | (values > item.high)) & (codes == 0)] = OUTSIDE
    if values.dtype == np.uint64:
        values = values.astype(np.int64)
    return Column(values, codes if codes.any() else None)


def _bools(mask: Any) -> Any:
    return mask.to_numpy(zero_copy_only=False)


def as_day(value: Any) -> date | None:
    """A cell as a day: a date, a moment, or text ``YYYY-MM-DD`` or ``YYYY-MM``."""
    if isinstance(value, str):
        try:
            return date.fromisoformat(f"{value.strip()}-01" if len(value.strip()) == 7 else value.strip())
        except ValueError:
            return None
    day = value.date() if hasattr(value, "date") else value
    return day if type(day) is date else None


def _days(name: str, array: Any) -> tuple[Column, list[date]]:
    """The days of the rows as positions in a list of days."""
    import numpy as np

    pa = arrow()
    kind = array.type
    allowed = pa.types.is_date(kind) or pa.types.is_timestamp(kind)
    if not (allowed or pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_null(kind)):
        raise WrongType(input=name, expected="a column of dates", got=str(kind))
    if pa.types.is_date64(kind) or pa.types.is_timestamp(kind):
        array = pa.compute.cast(array, pa.date32(), safe=False)
    coded = array.dictionary_encode() if not pa.types.is_null(kind) else pa.nulls(len(array), pa.string())
    coded = coded if not pa.types.is_null(kind) else coded.dictionary_encode()
    cells = coded.dictionary.to_pylist()
    where = pa.compute.fill_null(coded.indices, -1).to_numpy(zero_copy_only=False)
    read = [as_day(c) for c in cells]
    days = sorted({d for d in read if d is not None})
    place = {d: n for n, d in enumerate(days)}
    codes_of = [
        (0 if d is not None else MISSING if str(c).strip() == "" else WRONG) for c, d in zip(cells, read, strict=True)
    ]
    codes = np.array([*codes_of, MISSING], dtype=np.int8)[where]
    values = np.array([*(place.get(d, 0) if d is not None else 0 for d in read), 0], dtype=np.int64)[where]
    return Column(values, codes), days


def _real_days(found: Column, days: list[date]) -> Column:
    """Days since 1970, the form in which they are hashed."""
    import numpy as np

    table = np.array([(d - EPOCH) // timedelta(days=1) for d in days] or [0], dtype=np.int64)
    return Column(np.where(np.isin(found.codes, (MISSING, WRONG)), 0, table[found.values]), found.codes)


def refusals(table: Any, prefix: str = "") -> dict[str, int]:
    """Refused rows of a calculated table by code."""
    counted = arrow().compute.value_counts(table.column(prefix + REFUSED)).to_pylist()
    return {c["values"]: c["counts"] for c in counted if c["values"] is not None}
