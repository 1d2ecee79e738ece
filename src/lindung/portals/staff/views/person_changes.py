"""Correcting a person's data: what is wrong, what follows from it, on what evidence; decided by a second officer where
it weighs."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.shortcuts import render as page
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lindung.access.permissions import Act
from lindung.access.queries import usernames
from lindung.access.web import needs, reading
from lindung.base.errors import Refused
from lindung.base.format import date_long
from lindung.claims.queries import consequences, used_in
from lindung.claims.services import accept_person_change, propose_person_change
from lindung.notices.queries import letters_with
from lindung.portals import kit, person_words
from lindung.portals.kit.forms import refuse, said
from lindung.portals.papers import paper_answer
from lindung.portals.staff.scope import PAGE, as_number, both, lang, may, me, offices_of, query_of
from lindung.portals.staff.views.people import person_of
from lindung.registry import queries, services
from lindung.registry.models import Person, PersonChange

CONTACTS = ("phone", "email", "address", "npwp")


class FactsForm(person_words.IdentityForm):
    """All that can be set right of a person."""

    phone = forms.CharField(label=later("Telepon"), max_length=20, required=False)
    email = forms.EmailField(label="E-mail", required=False)
    address = forms.CharField(label=later("Alamat"), max_length=200, required=False)
    npwp = forms.CharField(label="NPWP", max_length=24, required=False)
    death = forms.ChoiceField(
        widget=forms.RadioSelect, initial="keep",
        choices=[("keep", later("Tetap")), ("set", later("Betulkan tanggalnya")),
                 ("none", later("Cabut: orangnya masih hidup"))],
    )  # fmt: skip
    died_on = kit.DateField(label=later("Tanggal meninggal yang benar"), required=False)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if person.died_on is None:
            del self.fields["death"], self.fields["died_on"]
        else:
            told = {"day": date_long(person.died_on, lang())}
            self.fields["death"].label = _("Tanggal meninggal yang tercatat: %(day)s") % told

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("death") == "set" and not cleaned.get("died_on") and "died_on" not in self.errors:
            self.add_error("died_on", _("Isi tanggalnya."))
        return cleaned

    def wanted(self) -> dict[str, Any]:
        """Field -> value, as the services take it."""
        asked = dict(self.cleaned_data)
        death, died_on = asked.pop("death", "keep"), asked.pop("died_on", None)
        if death != "keep":
            asked["died_on"] = died_on if death == "set" else None
        return asked


class AnswerForm(forms.Form):
    """Why not."""

    answer = forms.CharField(
        label=later("Alasan, dibaca yang mengajukan"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


@require_http_methods(["GET", "POST"])
@needs(Act.PERSON_CHANGE)
def change(request: HttpRequest, person_id: int) -> HttpResponse:
    """First what is wrong, then what would follow and the evidence; nothing is written before the second step."""
    person = person_of(person_id)
    reading(request, person.pk, "staff.person_change")
    if person.merged_into_id:
        return redirect("staff:person_change", person_id=person.merged_into_id)
    asked = _asked(request, person)
    if request.method == "GET":
        start = person_words.started(person, [f for f in FactsForm(person=person).fields if f != "death"])
        return _facts(request, person, FactsForm(initial=start | _typed(asked), person=person), asked)
    form = FactsForm(request.POST, person=person)
    if not form.is_valid():
        return _facts(request, person, form, asked, 422)
    try:
        changes = services.planned_changes(person, form.wanted())
    except Refused as refused:
        refuse(form, refused)
        return _facts(request, person, form, asked, 422)
    last = request.POST.get("langkah") == "ajukan"
    proof = person_words.ProofForm(
        request.POST if last else None, request.FILES if last else None,
        initial={"evidence": asked["evidence"], "evidence_number": asked["evidence_number"], "reason": asked["reason"]}
        if asked else None,
    )  # fmt: skip
    holder = None
    if last and proof.is_valid():
        try:
            made = _propose(request, person, form, proof, asked)
        except Refused as refused:
            refuse(proof, refused)
            holder = _holder(refused, changes)
        else:
            messages.success(
                request,
                _("Usulan dikirim. Petugas lain memutus, dan orangnya diberi tahu.")
                if made.two
                else _("Data dibetulkan. Yang lama tersimpan sebagai riwayat."),
            )
            where = ("staff:person_changed", made.pk) if made.two else ("staff:person", person.pk)
            return redirect(where[0], where[1])
    context = {
        "person": person, "form": form, "proof": proof, "changes": person_words.entries(changes), "asked": asked,
        "two": services.needs_two(changes), "holder": holder, "crumbs": _crumbs(person), **_moves(person.pk, changes),
    }  # fmt: skip
    return page(request, "staff/person_change_check.html", context, status=422 if last else 200)


def _facts(
    request: HttpRequest, person: Person, form: FactsForm, asked: dict[str, Any] | None, status: int = 200
) -> HttpResponse:
    context = {
        "person": person,
        "form": form,
        "identity": [form[f] for f in person_words.IdentityForm.base_fields],
        "contacts": [form[f] for f in CONTACTS],
        "death": [form[f] for f in ("death", "died_on") if f in form.fields],
        "asked": asked,
        "wanted": _wanted(asked) if asked else [],
        "waiting": next(
            (
                r
                for r in queries.person_changes(person_id=person.pk, open_only=True, limit=5)
                if r["state"] == "PROPOSED"
            ),
            None,
        ),
        "crumbs": _crumbs(person),
    }
    return page(request, "staff/person_change.html", context, status=status)


def _asked(request: HttpRequest, person: Person) -> dict[str, Any] | None:
    """The person's own request that waits, whichever page it was opened from."""
    found = queries.person_changes(person_id=person.pk, open_only=True, limit=5)
    return next((r for r in found if r["state"] == "ASKED" and r["person_id"] == person.pk), None)


def _typed(asked: dict[str, Any] | None) -> dict[str, Any]:
    typed = dict(asked["asked"]) if asked else {}
    if "birth_date" in typed:
        typed["birth_date"] = date.fromisoformat(typed["birth_date"])
    return typed


def _wanted(row: dict[str, Any]) -> list[kit.Entry]:
    """What the member asked for, in his own values."""
    return person_words.entries({f: [row["changes"][f][0], v] for f, v in row["asked"].items() if f in row["changes"]})


def _propose(
    request: HttpRequest, person: Person, form: FactsForm, proof: person_words.ProofForm, asked: dict[str, Any] | None
) -> PersonChange:
    given, by, file_id = proof.cleaned_data, me(request), None
    if given["file"]:
        name, kind, data = given["file"]
        file_id = services.store_file(name, kind, data, person.office_id, person_id=person.pk, by=by).pk
    shown = services.Proof(given["evidence"], given["evidence_number"], file_id)
    return propose_person_change(
        person.pk, form.wanted(), shown, given["reason"], by, request_id=asked["id"] if asked else None
    )


def _holder(refused: Refused, changes: dict[str, list[Any]]) -> dict[str, Any] | None:
    """Whose record holds the NIK that was asked for: its page to merge, where one sees it."""
    if refused.code != "nik_used" or "nik" not in changes:
        return None
    found = Person.objects.filter(nik=changes["nik"][1]).only("id", "name", "merged_into").first()
    return {"person": found.merged_into or found} if found else {"person": None}


def _moves(person_id: int, changes: dict[str, list[Any]]) -> dict[str, Any]:
    """What would follow, and what was decided or written with the old value."""
    moved = kit.Table(
        _("Akibatnya"),
        [kit.Column("what", _("Yang bergeser")), kit.Column("before", _("Sekarang")),
         kit.Column("after", _("Sesudahnya"))],
        [kit.Row({"what": both(c.title), "before": both(c.before), "after": both(c.after)},
                 tone="warn" if c.warn else "neutral") for c in consequences(person_id, changes)],
        stack=True, show_caption=False, empty=_("Tidak ada hak, batas umur, atau rekening yang bergeser."),
    )  # fmt: skip
    states = {
        "AWARD": _("dikabulkan"), "RETURN": _("dikembalikan"), "REJECT": _("ditolak"),
        "PROPOSED": _("diusulkan, belum diputus"), "SUBMITTED": _("diajukan"), "IN_PROGRESS": _("diproses"),
        "ON_HOLD": _("tertahan"),
    }  # fmt: skip
    rows = [
        {
            "what": kit.Cell(
                both(u.title),
                reverse("staff:decision", args=[u.id])
                if u.kind == "DECISION"
                else reverse("staff:case", args=[u.number]),
                note=u.number,
            ),
            "state": states.get(u.state, u.state),
            "day": u.on,
        }
        for u in used_in(person_id, changes)
    ]
    words = _words(changes)
    rows += [
        {"what": kit.Cell(_("Surat"), note=r["number"]), "state": _("sudah dikirim"), "day": r["made_on"]}
        for r in (letters_with(person_id, words) if words else [])
    ]
    used = kit.Table(
        _("Yang memakai data lama"),
        [kit.Column("what", _("Berkas")), kit.Column("state", _("Keadaan")),
         kit.Column("day", _("Tanggal"), "date")],
        rows, stack=True, show_caption=False, empty=_("Tidak ada putusan atau surat yang memakai data lama."),
    )  # fmt: skip
    return {"moved": moved, "used": used, "has_used": bool(rows)}


def _words(changes: dict[str, list[Any]]) -> list[str]:
    """The old values as letters may say them."""
    found: list[str] = []
    for field, (before, _after) in changes.items():
        if field in ("nik", "name") and before:
            found.append(before)
        elif field in ("birth_date", "died_on") and before:
            day = date.fromisoformat(before)
            found += [before, date_long(day), date_long(day, "en")]
    return found


@require_GET
@needs(Act.PERSON_SEE)
def listing(request: HttpRequest) -> HttpResponse:
    """What members asked for and officers proposed at the offices one serves, and what was settled."""
    everything = request.GET.get("semua") == "1"
    after = as_number(request.GET.get("mulai")) or 0
    found = queries.person_changes(
        office_ids=offices_of(request), open_only=not everything, after=after, limit=PAGE + 1
    )
    shown = found[:PAGE]
    reading(request, sorted({r["person_id"] for r in shown}), "staff.person_changes")
    rows = [
        {
            "person": kit.Cell(r["person"], reverse("staff:person_changed", args=[r["id"]]), note=r["office"]),
            "what": kit.Cell(person_words.in_short(r["changes"]), note=person_words.proof(r)),
            "state": person_words.state_word(r),
            "day": localdate(r["proposed_at"] or r["made_at"]),
        }
        for r in shown
    ]
    table = kit.Table(
        _("Perubahan data orang"),
        [kit.Column("person", _("Nama")), kit.Column("what", _("Yang diubah")), kit.Column("state", _("Keadaan")),
         kit.Column("day", _("Diajukan"), "date")],
        rows, stack=True, show_caption=False, empty=_("Tidak ada yang menunggu."),
        pager=kit.Pager(next=query_of(request, mulai=shown[-1]["id"])) if len(found) > PAGE else None,
    )  # fmt: skip
    return page(request, "staff/person_changes.html", {"table": table, "everything": everything})


def _found(change_id: int) -> dict[str, Any]:
    """A change as row-level security shows it; else a 404."""
    seen = PersonChange.objects.filter(pk=change_id).values_list("person_id", flat=True).first()
    found = queries.person_changes(person_id=seen, after=change_id + 1, limit=1) if seen else []
    if not found or found[0]["id"] != change_id:
        raise Http404
    return found[0]


@require_GET
@needs(Act.PERSON_SEE)
def show(request: HttpRequest, change_id: int) -> HttpResponse:
    """One change: old beside new, the evidence, what follows, and who may do what now."""
    return _show(request, change_id, AnswerForm(prefix="tolak"))


def _show(request: HttpRequest, change_id: int, decline: AnswerForm, status: int = 200) -> HttpResponse:
    row = _found(change_id)
    person = person_of(row["person_id"])
    reading(request, person.pk, "staff.person_changed", str(change_id))
    by, waits = me(request), row["state"] == "PROPOSED"
    people = usernames([row["proposed_by"], row["decided_by"]])
    facts = [
        kit.Entry(_("Keadaan"), person_words.state_word(row), note=row["answer"]),
        kit.Entry(_("Bukti"), person_words.proof(row)),
        kit.Entry(_("Alasan"), row["reason"] or "–"),
    ]
    if row["proposed_by"]:
        facts.append(kit.Entry(_("Diusulkan"), people.get(row["proposed_by"], "–"), note=_day(row["proposed_at"])))
    if row["decided_by"]:
        facts.append(kit.Entry(_("Diputus"), people.get(row["decided_by"], _("peserta")), note=_day(row["decided_at"])))
    own = row["proposed_by"] == by
    context = {
        "person": person, "row": row, "facts": facts, "changes": person_words.entries(row["changes"]),
        "wanted": _wanted(row) if row["asked"] and row["state"] != "ASKED" else [], "decline": decline,
        "may_accept": waits and not own and may(request, Act.PERSON_CHANGE_DECIDE),
        "may_decline": (waits and not own and may(request, Act.PERSON_CHANGE_DECIDE))
        or (row["state"] == "ASKED" and may(request, Act.PERSON_CHANGE)),
        "may_withdraw": waits and own, "may_take_up": row["state"] == "ASKED" and may(request, Act.PERSON_CHANGE),
        "crumbs": [kit.Link(_("Perubahan data orang"), reverse("staff:person_changes"))],
        **(_moves(person.pk, row["changes"]) if row["state"] in ("ASKED", "PROPOSED") else {}),
    }  # fmt: skip
    return page(request, "staff/person_changed.html", context, status=status)


def _day(moment: Any) -> str:
    return date_long(localdate(moment), lang())


@require_POST
@needs(Act.PERSON_CHANGE_DECIDE)
def accept(request: HttpRequest, change_id: int) -> HttpResponse:
    """Carry a proposal out."""
    row = _found(change_id)
    try:
        accept_person_change(change_id, me(request))
    except Refused as refused:
        messages.error(request, said(refused))
        return redirect("staff:person_changed", change_id=change_id)
    messages.success(request, _("Data dibetulkan; orangnya diberi tahu. Putusan lama tidak berubah dengan sendirinya."))
    return redirect("staff:person", person_id=row["person_id"])


@require_POST
@needs(Act.PERSON_SEE)
def decline(request: HttpRequest, change_id: int) -> HttpResponse:
    """Not done, with the reason: a member's request by who may change, a proposal by who may decide."""
    row = _found(change_id)
    if not may(request, Act.PERSON_CHANGE if row["state"] == "ASKED" else Act.PERSON_CHANGE_DECIDE):
        raise Http404
    form = AnswerForm(request.POST, prefix="tolak")
    if not form.is_valid():
        return _show(request, change_id, form, 422)
    answer, by = form.cleaned_data["answer"], me(request)
    done = _("Jawaban dicatat; yang mengajukan membacanya.")
    return _settle(request, change_id, lambda: services.decline_change(change_id, answer, by), done)


@require_POST
@needs(Act.PERSON_CHANGE)
def withdraw(request: HttpRequest, change_id: int) -> HttpResponse:
    """Take one's own proposal back."""
    _found(change_id)
    return _settle(request, change_id, lambda: services.withdraw_change(change_id, me(request)), _("Usulan ditarik."))


def _settle(request: HttpRequest, change_id: int, act: Any, done: str) -> HttpResponse:
    try:
        act()
    except Refused as refused:
        messages.error(request, said(refused))
        return redirect("staff:person_changed", change_id=change_id)
    messages.success(request, done)
    return redirect("staff:person_changes")


@require_GET
@needs(Act.PERSON_SEE)
def paper(request: HttpRequest, change_id: int) -> HttpResponse:
    """The evidence that was kept with a change."""
    row = _found(change_id)
    found = queries.file(row["file_id"]) if row["file_id"] else None
    if found is None:
        raise Http404
    reading(request, row["person_id"], "staff.person_change_paper", str(change_id))
    return paper_answer(found)


def _crumbs(person: Person) -> list[kit.Link]:
    return [
        kit.Link(_("Cari orang"), reverse("staff:people")),
        kit.Link(person.name, reverse("staff:person", args=[person.pk])),
    ]
