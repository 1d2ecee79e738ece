"""Claiming JHT: reason, check, papers and account, receipt; then the tracker, documents, decision, appeal."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lindung.access.permissions import Act
from lindung.access.web import actor_of, needs
from lindung.base.errors import Refused
from lindung.base.format import date_long, month_year, rupiah
from lindung.claims import services
from lindung.claims.queries import claims_of, explain, late_money, tracker
from lindung.interop.outbox.letters import decision_letter
from lindung.notices.services import letter_pdf
from lindung.portals import kit
from lindung.portals.kit.forms import refuse
from lindung.portals.member.forms import GROUNDS, DocumentForm, ReasonForm, SubmitForm, TextForm
from lindung.portals.member.views.common import lang, person_of
from lindung.portals.member.views.home import PARTY
from lindung.portals.papers import content_type
from lindung.registry.queries import account_of, today
from lindung.registry.services import set_bank_account, store_file


def _steps(now: int) -> list[kit.Step]:
    names = [_("Alasan"), _("Hasil cek"), _("Berkas dan rekening"), _("Tanda terima")]
    return [kit.Step(n, "done" if i < now else "now" if i == now else "next") for i, n in enumerate(names)]


@require_GET
@needs(Act.MEMBER_CLAIM)
def start(request: HttpRequest) -> HttpResponse:
    """The reason, and with it the answer of the check on the same page."""
    person = person_of(request)
    form = ReasonForm(request.GET or None)
    context: dict[str, Any] = {"person": person, "form": form, "steps": _steps(0), "as_of": today()}
    if request.GET and form.is_valid():
        asked = form.cleaned_data
        try:
            found = services.precheck_jht(person["id"], asked["ground"], asked["stop_on"])
        except Refused as refused:
            form.add_error("ground", refused.text(lang()))
        else:
            context |= _checked(found) | {"steps": _steps(1)}
            query = {"ground": asked["ground"]} | (
                {"stop_on": asked["stop_on"].isoformat()} if asked["stop_on"] else {}
            )
            context["go_on"] = reverse("member:claim_submit") + "?" + urlencode(query)
    return render(request, "member/claim_start.html", context, status=422 if request.GET and form.errors else 200)


def _checked(found: services.Precheck) -> dict[str, Any]:
    english = lang() == "en"
    facts = [
        kit.Entry(_("Nama"), found.name),
        kit.Entry(_("Umur"), _("%(age)s tahun") % {"age": found.age}),
        *[
            kit.Entry(
                w.employer,
                _("%(start)s sampai %(end)s")
                % {
                    "start": date_long(w.start_on, lang()),
                    "end": date_long(w.end_on, lang()) if w.end_on else _("sekarang"),
                },
                source=f"KPJ {w.kpj}",
            )
            for w in found.work
        ],
    ]
    money = [
        kit.Entry(_("Iuran terkumpul"), rupiah(found.balance.principal, lang())),
        kit.Entry(_("Hasil pengembangan"), rupiah(found.balance.returns + found.balance.interim, lang())),
        kit.Entry(_("Dibayar sebelum pajak"), rupiah(found.gross, lang())),
        kit.Entry(_("Pajak"), rupiah(found.tax, lang())),
        kit.Entry(_("Anda terima"), rupiah(found.net, lang())),
    ]
    owed = [
        _(
            "%(employer)s masih berutang %(n)s bulan (%(first)s–%(last)s), %(amount)s."
            " Ini tidak menahan klaim; dibayar menyusul."
        )
        % {
            "employer": o.employer, "n": o.months, "first": month_year(o.first, lang()),
            "last": month_year(o.last, lang()), "amount": rupiah(o.amount, lang()),
        }
        for o in found.owed
    ]  # fmt: skip
    return {
        "found": found, "facts": facts, "money": money, "owed": owed,
        "why": found.why.get(lang(), ""), "changes": [c.get(lang(), "") for c in found.changes],
        "notes": [n.get(lang(), "") for n in found.notes],
        "papers": [(capfirst(p.title_en if english else p.title_id), p.held) for p in found.papers],
    }  # fmt: skip


@needs(Act.MEMBER_CLAIM)
def submit(request: HttpRequest) -> HttpResponse:
    """Papers, account, consent; then the receipt."""
    person = person_of(request)
    reason = ReasonForm(request.GET)
    if not reason.is_valid():
        return redirect("member:claim_start")
    ground, stop_on = reason.cleaned_data["ground"], reason.cleaned_data["stop_on"]
    try:
        found = services.precheck_jht(person["id"], ground, stop_on)
    except Refused:
        return redirect("member:claim_start")
    if not found.entitled:
        return redirect(reverse("member:claim_start") + "?" + request.GET.urlencode())
    account = account_of(person["id"])
    options: dict[str, Any] = {
        "papers": found.papers, "account": account, "name": person["name"], "english": lang() == "en",
    }  # fmt: skip
    form = SubmitForm(request.POST or None, request.FILES or None, initial={"client_key": uuid.uuid4().hex}, **options)
    if request.method == "POST" and form.is_valid():
        try:
            receipt = _send(request, person, ground, stop_on, form, account)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Klaim diterima dengan nomor %(number)s.") % {"number": receipt.number})
            return redirect("member:claim", number=receipt.number)
    context = {"form": form, "steps": _steps(2), "as_of": today(), "reason": dict(GROUNDS)[ground], **_checked(found)}
    return render(request, "member/claim_submit.html", context, status=422 if form.errors else 200)


def _send(
    request: HttpRequest,
    person: dict[str, Any],
    ground: str,
    stop_on: Any,
    form: SubmitForm,
    account: dict[str, Any] | None,
) -> services.Submitted:
    asked = form.cleaned_data
    by = actor_of(request).user_id
    if account is None or asked.get("use_account") == "new":
        chosen = set_bank_account(person["id"], asked["bank"], asked["number"], asked["holder"], today()).pk
    else:
        chosen = int(account["id"])
    files = {}
    for paper in form.papers:
        upload = asked.get(f"paper_{paper.code}")
        if upload:
            data = upload.read()
            kept = store_file(upload.name, content_type(data), data, person["office_id"], person_id=person["id"], by=by)
            files[paper.code] = kept.pk
    return services.submit_jht(
        services.NewClaim(
            person_id=person["id"], ground=ground, client_key=f"portal:{person['id']}:{asked['client_key']}",
            account_id=chosen, stopped_on=stop_on, files=files, by=by,
        )
    )  # fmt: skip


@require_GET
@needs(Act.MEMBER_CLAIM_SEE)
def listing(request: HttpRequest) -> HttpResponse:
    """All claims of the member."""
    person = person_of(request)
    rows = [
        {
            "number": kit.Cell(c["number"], reverse("member:claim", args=[c["number"]]), note=c["ground"][lang()]),
            "programme": c["programme"],
            "status": c["outcome"] or c["status"],
            "submitted": c["submitted_at"].date(),
            "paid": c["paid"] or None,
        }
        for c in claims_of(person["id"])
    ]
    columns = [
        kit.Column("number", _("Klaim")), kit.Column("programme", _("Program")),
        kit.Column("status", _("Keadaan"), "status"), kit.Column("submitted", _("Diajukan"), "date"),
        kit.Column("paid", _("Dibayar"), "money"),
    ]  # fmt: skip
    table = kit.Table(
        _("Klaim saya"), columns, rows, stack=True, show_caption=False, empty=_("Anda belum pernah mengajukan klaim."),
        empty_action=kit.Link(_("Cek hak klaim JHT"), reverse("member:claim_start"), "cash", True),
    )  # fmt: skip
    return render(request, "member/claims.html", {"table": table, "as_of": today()})


def _mine(request: HttpRequest, number: str) -> Any:
    person = person_of(request)
    found = tracker(number)
    if found is None or found.person_id != person["id"]:
        raise Http404
    return found


def _named(found: Any) -> str:
    """Why it waits, with the papers by their names."""
    why = str(found.why.get(lang(), ""))
    for paper in found.documents:
        why = why.replace(paper.code, paper.title[lang()])
    return why


@require_GET
@needs(Act.MEMBER_CLAIM_SEE)
def claim(request: HttpRequest, number: str) -> HttpResponse:
    """The tracker."""
    found = _mine(request, number)
    moments = [
        kit.Moment(
            s.title[lang()],
            s.at,
            s.note,
            state="done" if n < len(found.steps) - 1 or found.status == "COMPLETED" else "now",
        )
        for n, s in enumerate(found.steps)
    ]
    decided = next((d for d in reversed(found.decisions) if d.status == "APPROVED"), None)
    c = found.clocks
    clocks = [
        kit.Entry(_("Sejak Anda mengajukan"), _("%(n)s hari") % {"n": c.total.days}),
        kit.Entry(_("Di tangan kami"), _("%(n)s hari kerja") % {"n": c.with_us.working}),
        kit.Entry(_("Menunggu Anda"), _("%(n)s hari") % {"n": c.claimant.days}),
        kit.Entry(_("Menunggu pihak lain"), _("%(n)s hari") % {"n": c.third.days}),
    ]
    context = {
        "claim": found, "as_of": today(), "moments": moments, "party": PARTY.get(found.move, "nobody"),
        "why": _named(found), "decided": decided, "clocks": clocks,
        "payments": [
            kit.Entry(
                p.payee, rupiah(p.amount, lang()), f"{p.bank} {p.account}",
                source=_("dibayar %(day)s, referensi %(ref)s")
                % {"day": date_long(p.paid_on, lang()), "ref": p.bank_reference}
                if p.paid_on else p.reason,
            )
            for p in found.payments
        ],
        "documents": [(d, capfirst(d.title[lang()])) for d in found.documents],
        "form": DocumentForm(), "withdraw": TextForm(),
        "open": found.status != "COMPLETED", "ground": found.ground[lang()], "late": late_money(found, today()),
        "crumbs": [kit.Link(_("Klaim saya"), reverse("member:claims"))],
    }  # fmt: skip
    return render(request, "member/claim.html", context)


@require_POST
@needs(Act.MEMBER_CLAIM_DOCUMENT)
def document(request: HttpRequest, number: str) -> HttpResponse:
    """Add a document the claim waits for."""
    found = _mine(request, number)
    form = DocumentForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, "; ".join(str(e) for errors in form.errors.values() for e in errors))
        return redirect("member:claim", number=number)
    upload = form.cleaned_data["file"]
    data = upload.read()
    by = actor_of(request).user_id
    try:
        kept = store_file(upload.name, content_type(data), data, found.office_id, person_id=found.person_id, by=by)
        services.attach_document(found.id, form.cleaned_data["code"], kept.pk, by=by)
    except Refused as refused:
        messages.error(request, refused.text(lang()))
    else:
        messages.success(request, _("Dokumen diterima."))
    return redirect("member:claim", number=number)


@require_POST
@needs(Act.MEMBER_CLAIM_WITHDRAW)
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """Take a claim back; nothing is lost, it can be asked for again."""
    found = _mine(request, number)
    try:
        services.withdraw(found.id, by=actor_of(request).user_id, note=request.POST.get("text", "")[:300])
    except Refused as refused:
        messages.error(request, refused.text(lang()))
    else:
        messages.success(request, _("Klaim ditarik. Anda dapat mengajukannya lagi kapan saja."))
    return redirect("member:claim", number=number)


@require_POST
@needs(Act.MEMBER_CLAIM)
def again(request: HttpRequest, number: str) -> HttpResponse:
    """Send a returned claim in again."""
    found = _mine(request, number)
    try:
        services.resubmit(found.id, by=actor_of(request).user_id)
    except Refused as refused:
        messages.error(request, refused.text(lang()))
    return redirect("member:claim", number=number)


@require_POST
@needs(Act.MEMBER_CLAIM)
def top_up(request: HttpRequest, number: str) -> HttpResponse:
    """Ask for what arrived after the claim was paid; nothing needs to be handed in again."""
    found = _mine(request, number)
    try:
        made = services.top_up(found.person_id, channel="PORTAL", by=actor_of(request).user_id)
    except Refused as refused:
        messages.error(request, refused.text(lang()))
        return redirect("member:claim", number=number)
    messages.success(request, _("Klaim susulan diterima dengan nomor %(number)s.") % {"number": made.number})
    return redirect("member:claim", number=made.number)


def _decided(found: Any) -> Any:
    decided = next((d for d in reversed(found.decisions) if d.status == "APPROVED"), None)
    if decided is None:
        raise Http404
    return decided


@needs(Act.MEMBER_DECISION)
def decision(request: HttpRequest, number: str) -> HttpResponse:
    """The outcome, its arithmetic, its law, and how to appeal."""
    found = _mine(request, number)
    decided = _decided(found)
    told = explain(decided.id)
    if told is None:
        raise Http404
    form = TextForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return appeal(request, found, decided.id, form)
    words = {
        "AWARD": _("Klaim Anda dikabulkan: %(amount)s.") % {"amount": rupiah(told.net, lang())},
        "RETURN": _("Klaim Anda dikembalikan untuk dilengkapi. Tidak ada yang hilang."),
        "REJECT": _("Klaim Anda ditolak, dengan dasar hukum di bawah."),
    }
    context = {
        "claim": found, "told": told, "as_of": told.on, "sentence": words[told.kind],
        "facts": [kit.Entry(f.title[lang()], f.value[lang()], source=f.source[lang()]) for f in told.facts],
        "payees": [kit.Entry(f"{p.name}", rupiah(p.amount, lang()), p.title[lang()]) for p in told.payees],
        "not_counted": [n[lang()] for n in told.not_counted], "changes": [c[lang()] for c in told.changes],
        "reasons": told.reasons, "form": form, "money": [
            kit.Entry(_("Sebelum pajak"), rupiah(told.gross, lang())), kit.Entry(_("Pajak"), rupiah(told.tax, lang())),
            kit.Entry(_("Diterima"), rupiah(told.net, lang())),
        ],
        "crumbs": [
            kit.Link(_("Klaim saya"), reverse("member:claims")),
            kit.Link(number, reverse("member:claim", args=[number])),
        ],
        "lang": lang(),
    }  # fmt: skip
    return render(request, "member/decision.html", context, status=422 if form.errors else 200)


@needs(Act.MEMBER_APPEAL)
def appeal(request: HttpRequest, found: Any, decision_id: int, form: TextForm) -> HttpResponse:
    """Object to a decision; another person answers."""
    try:
        made = services.appeal(decision_id, form.cleaned_data["text"], by=actor_of(request).user_id)
    except Refused as refused:
        messages.error(request, refused.text(lang()))
    else:
        words = _("Keberatan diterima. Dijawab orang lain, selambatnya %(day)s.")
        messages.success(request, words % {"day": date_long(made.due_on, lang())})
    return redirect("member:decision", number=found.number)


@require_GET
@needs(Act.MEMBER_DECISION)
def letter(request: HttpRequest, number: str) -> HttpResponse:
    """The decision letter as PDF."""
    found = _mine(request, number)
    made = decision_letter(_decided(found).id, lang())
    answer = HttpResponse(letter_pdf(made.pk), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="keputusan-{number}.pdf"'
    return answer
