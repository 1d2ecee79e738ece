"""Matchings of columns that employers save for the files of their own payroll programs."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils import timezone

from lindung.base.db import act, lock, rows
from lindung.base.errors import Refused
from lindung.interop.models import ColumnMatching
from lindung.interop.wage_files import check_columns

MOST = 20
"""Matchings an employer may have at a time."""


class MatchingRefused(Refused):
    """A matching that is not kept."""

    MESSAGES: ClassVar[Mapping[str, tuple[str, str]]] = {
        "no_employer": ("Pemberi kerja tidak ditemukan.", "There is no such employer."),
        "no_name": ("Beri nama pada pencocokan ini.", "Give this matching a name."),
        "too_many": (
            "Sudah ada {most} pencocokan. Hapus yang tidak dipakai lagi.",
            "There are {most} matchings already. Remove those no longer used.",
        ),
        "no_matching": ("Pencocokan kolom tidak ditemukan.", "There is no such matching of columns."),
    }


@act
def save_matching(employer_id: int, name: str, columns: Mapping[str, str], by: int | None = None) -> ColumnMatching:
    """Keep how the columns of an employer's files are read; one of the same name is replaced.

    Raises MatchingRefused: no_employer, no_name, too_many; FileProblem as `check_columns`.
    """
    name = " ".join(name.split())[:60]
    if not name:
        raise MatchingRefused("no_name", field="name")
    layout = check_columns(columns)
    found = rows("select office_id from registry_employer where id = %s", [employer_id])
    if not found:
        raise MatchingRefused("no_employer")
    lock("matching", employer_id)
    own = ColumnMatching.objects.filter(employer_id=employer_id, ended_at=None)
    there = own.filter(name=name).first()
    if there is not None and there.columns == dict(columns):
        return there
    if there is not None:
        own.filter(pk=there.pk).update(ended_at=timezone.now())
    elif own.count() >= MOST:
        raise MatchingRefused("too_many", most=MOST)
    return ColumnMatching.objects.create(
        employer_id=employer_id,
        office_id=found[0]["office_id"],
        name=name,
        columns=dict(columns),
        layout=layout.value,
        made_by=by,
    )


@act
def end_matching(matching_id: int, employer_id: int) -> None:
    """Use a matching no more. Raises MatchingRefused no_matching (also for another employer's)."""
    if not ColumnMatching.objects.filter(pk=matching_id, employer_id=employer_id, ended_at=None).update(
        ended_at=timezone.now()
    ):
        raise MatchingRefused("no_matching")


def matchings_of(employer_id: int) -> list[dict[str, Any]]:
    """The employer's matchings in use, the latest first: id, name, columns, layout, made_at."""
    found = ColumnMatching.objects.filter(employer_id=employer_id, ended_at=None).order_by("-id")
    return [
        {"id": m.pk, "name": m.name, "columns": dict(m.columns), "layout": m.layout, "made_at": m.made_at}
        for m in found
    ]
