"""Who reported for an employer at a branch, by whose hand and on what paper; readers under row-level security."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from lindung.base.db import rows, scalar

_HAND_IN = """
select h.id, h.way, h.brought_by, h.paper, h.paper_no, h.paper_on, h.received_on, h.file_id, h.made_by,
       h.made_at, o.name as office
from contributions_handin h join registry_office o on o.id = h.office_id
"""


def current(employer_id: int, user_id: int | None, day: date) -> dict[str, Any] | None:
    """What this officer took in last from this employer on the day; None where nothing was."""
    found = rows(
        _HAND_IN + "where h.employer_id = %s and h.made_by = %s and h.received_on = %s order by h.id desc limit 1",
        [employer_id, user_id, day],
    )
    return found[0] if found else None


def holds(hand_in_id: int, employer_id: int, user_id: int | None, day: date) -> bool:
    """Whether this login noted these papers for this employer on the day."""
    return bool(
        scalar(
            "select exists (select 1 from contributions_handin where id = %s and employer_id = %s and made_by = %s"
            " and received_on = %s)",
            [hand_in_id, employer_id, user_id, day],
        )
    )


def of_reports(reports: Sequence[int]) -> dict[int, dict[str, Any]]:
    """The latest papers of each of these reports that the office filled in, with `took_over`, by report."""
    found = rows(
        f"select distinct on (r.report_id) r.report_id, r.took_over, x.* from contributions_handinreport r"
        f" join ({_HAND_IN}) x on x.id = r.hand_in_id where r.report_id = any(%s) order by r.report_id, r.id desc",
        [list(reports)],
    )
    return {f["report_id"]: f for f in found}


def of_employer(employer_id: int, limit: int = 12) -> list[dict[str, Any]]:
    """What was handed in for an employer, the latest first, with the `months` that were filled in by it."""
    return rows(
        f"select x.*, (select array_agg(distinct w.month order by w.month) from contributions_handinreport r"
        f" join contributions_wagereport w on w.id = r.report_id where r.hand_in_id = x.id) as months"
        f" from ({_HAND_IN}) x join contributions_handin h on h.id = x.id where h.employer_id = %s"
        " order by x.id desc limit %s",
        [employer_id, limit],
    )


def scan_of(employer_id: int, hand_in_id: int) -> int | None:
    """The kept picture of a paper that was handed in for an employer; None where there is none."""
    found = rows(
        "select file_id from contributions_handin where id = %s and employer_id = %s", [hand_in_id, employer_id]
    )
    return found[0]["file_id"] if found else None
