"""A month's return on JHT balances, by the law's published rate or, where there is none, a rate that was set."""

from collections.abc import Mapping, Sequence
from datetime import date

from lindung import law
from lindung.base.dates import month_of
from lindung.batch.engine import SliceResult
from lindung.batch.models import Run, Slice
from lindung.ledger import services


def cut(run: Run) -> Sequence[tuple[int, int]]:
    """One set-based act: an office's returns are one entry."""
    return [(1, 1)]


def work(run: Run, part: Slice) -> SliceResult:
    """Credit every member; the SQL is the law's own text."""
    booked_on = date.fromisoformat(run.params["booked_on"])
    month = month_of(date.fromisoformat(run.params["month"]))
    result = services.credit_returns(month, credit_sql(month, run.params.get("set_rate")), booked_on, by=run.made_by)
    return SliceResult(result["members"], result)


def credit_sql(month: date, set_rate: int | None = None) -> str:
    """Bigint SQL of one month's return over the column `balance`; `set_rate` in parts per million a year."""
    if set_rate is None:
        return law.sql("jht.interim_return", month, {"balance": "balance", "months": "1"})["credit"]
    columns = {"balance": "balance", "months": "1", "set_rate": str(int(set_rate))}
    return law.sql("jht.return_credit", month, columns)["set_credit"]


def finish(run: Run) -> Mapping[str, int]:
    """The books prove the entries themselves."""
    return {}
