"""Tables that people download and open in the office programs used here."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse

from lindung.interop.wage_files import safe_cell


def csv_answer(name: str, headings: Sequence[object], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """`name`.csv with semicolons and a byte-order mark; figures stay figures, no text is taken for a formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    writer.writerow([str(heading) for heading in headings])
    writer.writerows([v if isinstance(v, int) else safe_cell(str(v or "")) for v in row] for row in rows)
    answer = HttpResponse(text.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer
