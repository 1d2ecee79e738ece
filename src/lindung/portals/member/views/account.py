"""The member's JHT and JP accounts: every posting of a year, by employer, with opening and closing; CSV."""

import csv
import io
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from lindung.access.permissions import Act
from lindung.access.web import needs
from lindung.base.db import rows
from lindung.base.format import month_year, rupiah
from lindung.interop.outbox import statement_letter
from lindung.interop.wage_files import safe_cell
from lindung.ledger.chart import Acc
from lindung.ledger.models import MemberPosting
from lindung.ledger.queries import (
    MemberYear,
    member_balance,
    member_by_employer,
    member_statement,
    months_with_rate,
)
from lindung.notices.services import letter_pdf
from lindung.portals import kit
from lindung.portals.member.views.common import lang, person_of
from lindung.registry.queries import today

KINDS = MemberPosting.Kind
ACCOUNTS = {"jht": ("JHT", Acc.JHT_MEMBERS), "jp": ("JP", Acc.JP_MEMBERS)}


def _account(request: HttpRequest) -> tuple[str, str, Acc]:
    """Which account the page speaks of: its short name in the address, the programme, the account in the books."""
    asked = request.GET.get("rekening", "jht").lower()
    short = asked if asked in ACCOUNTS else "jht"
    return (short, *ACCOUNTS[short])


def _year(request: HttpRequest, latest: int) -> int:
    text = request.GET.get("tahun", "")
    return int(text) if text.isdigit() and 2015 <= int(text) <= latest else latest


def _names(ids: set[int]) -> dict[int, str]:
    found = rows("select id, name from registry_employer where id = any(%s)", [sorted(ids)])
    return {int(r["id"]): str(r["name"]) for r in found}


def _kind(code: str) -> str:
    return {
        "OPENING": _("Saldo pindahan"), "CONTRIBUTION": _("Iuran"), "RETURN": _("Hasil pengembangan"),
        "WITHDRAWAL": _("Pembayaran manfaat"), "CORRECTION": _("Koreksi"),
    }.get(code, code)  # fmt: skip


def _jp_returns(year: int, found: list[dict[str, Any]], on: date) -> str:
    """Why a JP account shows the returns it shows: only the institution sets a month's rate, none is fixed by law."""
    credited = [r["month"] for r in found if r["kind"] == KINDS.RETURN]
    if credited:
        return _("Hasil pengembangan sudah dikreditkan sampai bulan %(month)s.") % {
            "month": month_year(max(credited), lang())
        }
    set_ = months_with_rate(date(year, 1, 1), min(date(year, 12, 1), on))
    if set_:
        return _(
            "Tingkat hasil pengembangan untuk %(n)s bulan tahun ini sudah ditetapkan; hasilnya dikreditkan bila"
            " pekerjaan bulanannya selesai."
        ) % {"n": set_}
    return _(
        "Hasil pengembangan JP tahun %(year)s belum dikreditkan: tingkatnya ditetapkan lembaga tiap bulan, dan untuk"
        " tahun ini belum ada yang ditetapkan. Yang tampak di sini iurannya; begitu ditetapkan, hasilnya dihitung untuk"
        " setiap bulan."
    ) % {"year": year}


@require_GET
@needs(Act.MEMBER_ACCOUNT)
def account(request: HttpRequest) -> HttpResponse:
    """One year of the account."""
    person = person_of(request)
    on = today()
    year = _year(request, on.year)
    short, programme, account_ = _account(request)
    statement = member_statement(person["id"], account_, year)
    by_employer = member_by_employer(person["id"], account_, on)
    names = _names({int(r["employer_id"]) for r in [*statement.rows, *by_employer] if r["employer_id"]})
    columns = [
        kit.Column("day", _("Tanggal"), "date"), kit.Column("what", _("Keterangan")),
        kit.Column("amount", _("Jumlah"), "money"), kit.Column("balance", _("Saldo"), "money"),
    ]  # fmt: skip
    listed = [
        {
            "day": r["booked_on"],
            "what": kit.Cell(
                _kind(r["kind"]),
                note=" · ".join(
                    x
                    for x in (
                        names.get(r["employer_id"], "") if r["employer_id"] else "",
                        _("bulan %(month)s") % {"month": month_year(r["month"], lang())}
                        if r["kind"] in ("CONTRIBUTION", "CORRECTION", "RETURN")
                        else "",
                    )
                    if x
                ),
            ),
            "amount": r["amount"],
            "balance": r["balance"],
        }
        for r in reversed(statement.rows)
    ]
    sums = {k: sum(int(r["amount"]) for r in statement.rows if r["kind"] == k) for k in KINDS.values}
    flow = [
        kit.WaterfallRow(_("Saldo awal tahun"), statement.opening, "total"),
        *[kit.WaterfallRow(_kind(k), amount) for k, amount in sums.items() if amount],
        kit.WaterfallRow(_("Saldo akhir"), statement.closing, "total"),
    ]
    context = {
        "person": person, "as_of": on, "year": year, "years": range(on.year, 2014, -1), "flow": flow,
        "table": kit.Table(
            _("Rekening %(programme)s tahun %(year)s") % {"programme": programme, "year": year},
            columns, listed, stack=True, empty=_("Belum ada catatan pada tahun ini."),
        ),
        "balance": kit.Figure(
            _("Saldo %(programme)s") % {"programme": programme},
            rupiah(member_balance(person["id"], account_, on), lang()),
            on,
            icon="wallet" if short == "jht" else "umbrella",
        ),
        "employers": kit.Table(
            _("Iuran menurut perusahaan"),
            [
                kit.Column("name", _("Perusahaan")), kit.Column("months", _("Bulan")),
                kit.Column("amount", _("Iuran %(programme)s") % {"programme": programme}, "money"),
            ],
            [
                {
                    "name": names.get(int(r["employer_id"]), ""),
                    "months": f"{month_year(r['first_month'], lang())} – {month_year(r['last_month'], lang())}",
                    "amount": r["amount"],
                }
                for r in by_employer
            ],
            stack=True, empty=_("Belum ada iuran yang masuk."),
        ),
        "short": short, "programme": programme,
        "returns": _jp_returns(year, statement.rows, on) if short == "jp" and statement.closing > 0 else "",
        "csv": reverse("member:account_csv") + f"?rekening={short}&tahun={year}",
        "letter": reverse("member:statement") + f"?rekening={short}&tahun={year}",
    }  # fmt: skip
    return render(request, "member/account.html", context)


@require_GET
@needs(Act.MEMBER_ACCOUNT)
def account_csv(request: HttpRequest) -> HttpResponse:
    """The same year as CSV."""
    person = person_of(request)
    year = _year(request, today().year)
    short, _programme, account_ = _account(request)
    made: MemberYear = member_statement(person["id"], account_, year)
    names = _names({int(r["employer_id"]) for r in made.rows if r["employer_id"]})
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([_("tanggal"), _("keterangan"), _("bulan iuran"), _("perusahaan"), _("jumlah"), _("saldo")])
    writer.writerow([f"{year}-01-01", _("Saldo awal tahun"), "", "", "", made.opening])
    for r in made.rows:
        employer = names.get(r["employer_id"], "") if r["employer_id"] else ""
        writer.writerow(
            [r["booked_on"], _kind(r["kind"]), f"{r['month']:%Y-%m}", safe_cell(employer), r["amount"], r["balance"]]
        )
    answer = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="rekening-{short}-{year}.csv"'
    return answer


@require_GET
@needs(Act.MEMBER_ACCOUNT)
def statement(request: HttpRequest) -> HttpResponse:
    """The same year as a signed letter (PDF with a code anyone can verify); one per year, language and day."""
    person = person_of(request)
    year = _year(request, today().year)
    short, programme, _of_books = _account(request)
    made = statement_letter(person["id"], year, lang(), programme=programme)
    answer = HttpResponse(letter_pdf(made.pk), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="saldo-{short}-{year}.pdf"'
    return answer
