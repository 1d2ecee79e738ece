"""Bulk work behind the pages: how far it is, what it counted, and trying again what failed."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.shortcuts import render as page
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_GET, require_POST

from lindung.access.permissions import Act
from lindung.access.web import needs
from lindung.base.dates import add_months
from lindung.base.errors import Refused
from lindung.base.format import number
from lindung.batch import queries, services
from lindung.batch.queries import Progress
from lindung.interop import month_runs
from lindung.portals import kit
from lindung.portals.kit.forms import said
from lindung.portals.staff.scope import PAGE, as_date, as_number, lang, may, me, query_of
from lindung.registry.queries import today

KINDS = {
    "wage_file": later("Membaca laporan upah"),
    "statement_file": later("Membaca rekening koran"),
    "bank_answers": later("Membaca jawaban bank"),
    "post_month": later("Penetapan iuran sebulan"),
    "exit_notices": later("Menutup masa tanggapan laporan berhenti"),
    "segments_day": later("Hari peserta mandiri: cocokkan, gugurkan, ingatkan"),
    "handover": later("Tawaran meneruskan iuran sendiri"),
    "returns": later("Mengkreditkan hasil pengembangan"),
    "jp_returns": later("Mengkreditkan hasil pengembangan JP"),
    "true_up": later("Mengoreksi hasil pengembangan setahun"),
    "collection_day": later("Penagihan sehari"),
    "receivables": later("Menyimpan piutang sehari"),
    "flags": later("Melihat laporan yang berbeda"),
    "penalties": later("Mencocokkan kembali alokasi dan denda"),
    "snapshots": later("Menyimpan angka akhir bulan"),
    "close_books": later("Menutup bulan buku"),
    "sessions": later("Membersihkan sesi yang sudah berakhir"),
    "proofs": later("Membuktikan buku dan register"),
    "outbox": later("Mengirim pesan"),
    "scenario": later("Memuat data demo"),
}
STATES: dict[str, Any] = {"WAITING": "waiting", "RUNNING": "running", "DONE": "done", "FAILED": "failed"}
BADGES = {"WAITING": "QUEUED"}


def shown(run: Progress, poll: str, next_: kit.Link | None = None) -> kit.Progress:
    """A run as the progress component shows it."""
    total = run.rows_total or run.slices_total
    done = run.rows_done if run.rows_total else run.slices_done
    return kit.Progress(
        f"pekerjaan-{run.id}",
        KINDS.get(run.kind, run.kind),
        done,
        total,
        STATES[run.status],
        run.text(lang()),
        poll,
        next_,
    )


@require_GET
@needs(Act.RUNS_SEE)
def listing(request: HttpRequest) -> HttpResponse:
    """The latest runs."""
    found = queries.recent(PAGE + 1, below=as_number(request.GET.get("sebelum")))
    rows = [
        kit.Row(
            {
                "kind": kit.Cell(KINDS.get(r.kind, r.kind), reverse("staff:run", args=[r.id]), note=f"#{r.id}"),
                "made_at": r.made_at,
                "state": kit.Cell(BADGES.get(r.status, r.status)),
                "share": f"{r.percent} %",
                "text": r.text(lang()),
            },
            tone="bad" if r.status == "FAILED" else "neutral",
        )
        for r in found[:PAGE]
    ]
    columns = [
        kit.Column("kind", _("Pekerjaan")),
        kit.Column("made_at", _("Diminta"), "date"),
        kit.Column("state", _("Keadaan"), "status"),
        kit.Column("share", _("Kemajuan")),
        kit.Column("text", _("Keterangan")),
    ]
    pager = kit.Pager(next=query_of(request, sebelum=found[PAGE - 1].id)) if len(found) > PAGE else None
    workers, starting = queries.workers(), may(request, Act.MONTH_RUN)
    return page(
        request,
        "staff/runs.html",
        {
            "table": kit.Table(
                _("Pekerjaan latar"),
                columns,
                rows,
                pager=pager,
                stack=True,
                show_caption=False,
                empty=_("Belum ada pekerjaan latar."),
            ),
            "workers": workers,
            "may_start": starting,
            "last_month": add_months(today().replace(day=1), -1) if starting else None,
            "waiting": queries.waiting(),
        },
    )


@require_POST
@needs(Act.MONTH_RUN)
def start(request: HttpRequest) -> HttpResponse:
    """Start the work of a day or a month; the same again on the same day is the same run."""
    day = today()
    if request.POST.get("apa") == "berhenti":
        run = month_runs.start_exit_notices(day, by=me(request))
    elif request.POST.get("apa") == "mandiri":
        run = month_runs.start_segments_day(day, by=me(request))
    else:
        month = as_date(f"{request.POST.get('bulan', '')}-01")
        if month is None or month > day:
            messages.error(request, _("Pilih bulan iuran yang sudah dimulai."))
            return redirect("staff:runs")
        run = month_runs.start_post_month(month, on=day, by=me(request), again=f"{day}")
    return redirect("staff:run", run_id=run.pk)


def _run(run_id: int) -> Progress:
    found = queries.progress(run_id)
    if found is None:
        raise Http404
    return found


@require_GET
@needs(Act.RUNS_SEE)
def show(request: HttpRequest, run_id: int) -> HttpResponse:
    """One run with its progress; polled while it runs."""
    run = _run(run_id)
    next_ = None
    if run.kind == "bank_answers" and may(request, Act.PAYOUT_SEE):
        next_ = kit.Link(_("Ke pembayaran"), reverse("staff:payouts"))
    elif run.kind == "statement_file" and may(request, Act.RECONCILE_SEE):
        next_ = kit.Link(_("Ke penerimaan"), reverse("staff:receipts"))
    elif run.kind == "close_books" and may(request, Act.BOOKS_SEE):
        next_ = kit.Link(_("Ke penutupan buku"), reverse("staff:books_closing"))
    job = shown(run, reverse("staff:run", args=[run_id]), next_)
    if getattr(request, "htmx", False):
        return page(request, "kit/progress.html", {"job": job, "done": _n(job.done), "total": _n(job.total)})
    entries = [
        kit.Entry(_TOTALS.get(key, key.replace("_", " ")), _n(value) if isinstance(value, int) else str(value))
        for key, value in sorted(run.totals.items())
        if isinstance(value, int | str)
    ]
    refused = [r for r in run.totals.get("refused_lines", []) if isinstance(r, dict)]
    return page(
        request,
        "staff/run.html",
        {
            "run": run,
            "job": job,
            "entries": entries,
            "refused": refused,
            "badge": BADGES.get(run.status, run.status),
            "may_retry": run.status == "FAILED" and may(request, Act.RUNS_RETRY),
            "crumbs": [kit.Link(_("Pekerjaan latar"), reverse("staff:runs"))],
        },
    )


_TOTALS = {
    "lines_in": later("Baris dalam berkas"),
    "taken": later("Diterima"),
    "repeated": later("Sudah diketahui"),
    "refused": later("Ditolak"),
    "paid": later("Dibayar"),
    "paid_amount": later("Rupiah dibayar"),
    "failed": later("Gagal"),
    "fees": later("Kompensasi keterlambatan diusulkan"),
    "new": later("Penerimaan baru"),
    "amount": later("Rupiah"),
    "unmatched": later("Belum dikenali"),
    "skipped": later("Dilewati"),
    "reports": later("Laporan"),
    "lines": later("Baris"),
    "messages": later("Pesan"),
    "members": later("Peserta"),
    "offices": later("Jurnal menurut kantor"),
    "figures": later("Angka yang disimpan"),
    "sessions": later("Membersihkan sesi yang sudah berakhir"),
    "proofs": later("Bukti yang diperiksa"),
    "balances": later("Saldo yang ditutup"),
    "differ": later("Bukti yang tidak cocok"),
    "penalties": later("Denda seluruhnya"),
    "changed": later("Perubahan denda"),
    "workers": later("Pekerja"),
    "billed": later("Ditagihkan"),
    "journal": later("Dijurnal"),
    "checked": later("Baris dihitung ulang"),
    "joined": later("Mulai terlindungi"),
    "left": later("Berhenti"),
    "lines_read": later("Baris terbaca"),
    "lines_skipped": later("Baris dilewati (uang keluar, belum dibukukan, nol)"),
    "lines_refused": later("Baris ditolak"),
    "conflicts": later("Bertentangan dengan yang sudah tercatat"),
    "orders": later("Pesanan iuran lunas"),
    "bad_lines": later("Baris yang tidak terbaca"),
    "cover_refused": later("Masa kepesertaan yang tidak dapat diubah"),
    "rows_in": later("Baris dalam berkas"),
    "good": later("Diterima"),
    "registered": later("Orang baru terdaftar"),
    "superseded": later("Digantikan berkas yang lebih baru"),
    "done": later("Selesai"),
    "already": later("Sudah tercatat"),
    "disputed": later("Menjadi sanggahan"),
    "penalty": later("Denda"),
    "principal": later("Iuran"),
    "booked": later("Dibukukan"),
    "open": later("Perkara terbuka"),
    "opened": later("Perkara dibuka"),
    "closed": later("Perkara ditutup"),
    "reminded": later("Diingatkan"),
    "offered": later("Ditawari meneruskan sendiri"),
    "balance": later("Saldo sebelumnya"),
    "contribution": later("Iuran"),
    "loaded": later("Baris dari klaster"),
}


def _n(value: int | None) -> str:
    return number(value, lang=lang()) if value is not None else "–"


@require_POST
@needs(Act.RUNS_RETRY)
def retry(request: HttpRequest, run_id: int) -> HttpResponse:
    """Let a failed run go on where it stopped."""
    run = _run(run_id)
    if run.kind == "scenario":
        raise Http404
    try:
        services.retry(run.id)
        messages.success(request, _("Pekerjaan dilanjutkan dari tempat berhentinya."))
    except Refused as refused:
        messages.error(request, said(refused))
    return redirect("staff:run", run_id=run.id)
