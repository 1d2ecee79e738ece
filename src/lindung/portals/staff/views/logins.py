"""Who has a login in these offices, its roles, what each role may do; a new login's first password is shown once."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.shortcuts import render as page
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from lindung.access import queries as access
from lindung.access.models import Role
from lindung.access.permissions import PERMISSIONS, STAFF_ROLES, Act
from lindung.access.services import NewMandate, end_role, give_role, open_login
from lindung.access.web import actor_of, needs
from lindung.base.errors import Refused
from lindung.portals import kit
from lindung.portals.kit.forms import refuse
from lindung.portals.login_words import history
from lindung.portals.roles import ROLES
from lindung.portals.staff.scope import PAGE, offices_of, query_of
from lindung.portals.staff.views.login_acts import LifeForm, standing, steps
from lindung.reach.models import Sponsor
from lindung.registry.models import Employer, Office
from lindung.registry.numbers import clean
from lindung.registry.queries import today

PLACES = {Role.EMPLOYER.value: "npp", Role.SPONSOR.value: "sponsor"}
"""Role -> the field that says where it holds; every other role holds at an office."""


class RoleForm(forms.Form):
    """Which role, where and from when."""

    role = forms.ChoiceField(
        label=later("Peran"),
        choices=[("", "–"), *((r.value, ROLES[r.value]) for r in Role if r != Role.MEMBER)],
    )
    office = forms.TypedChoiceField(
        label=later("Kantor"), coerce=int, empty_value=None, required=False,
        help_text=later("Untuk petugas dan bank. Peran di sebuah kantor mencakup yang di bawahnya; peran bank tidak."),
    )  # fmt: skip
    npp = forms.CharField(
        label=later("NPP"), max_length=20, required=False, help_text=later("Untuk wakil pemberi kerja.")
    )
    sponsor = forms.CharField(
        label=later("Kode sponsor"), max_length=20, required=False, help_text=later("Untuk wakil sponsor.")
    )
    valid_from = kit.DateField(label=later("Berlaku mulai"))

    def __init__(self, *args: Any, offices: list[Office], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].choices = [("", "–"), *((o.pk, o.name) for o in offices)]  # type: ignore[attr-defined]

    def clean_npp(self) -> Employer | None:
        """The employer of this number, among those the administrator sees."""
        if not (typed := clean(self.cleaned_data["npp"])):
            return None
        found = Employer.objects.filter(npp=typed).first()
        if found is None:
            raise forms.ValidationError(_("Tidak ada pemberi kerja dengan NPP ini di kantor Anda."))
        return found

    def clean_sponsor(self) -> Sponsor | None:
        """The sponsor of this code, among those the administrator sees."""
        if not (typed := self.cleaned_data["sponsor"]):
            return None
        found = Sponsor.objects.filter(code__iexact=typed).first()
        if found is None:
            raise forms.ValidationError(_("Tidak ada sponsor dengan kode ini di kantor Anda."))
        return found

    def clean(self) -> dict[str, Any]:
        """A role holds at one place of its kind, and at no other."""
        asked = super().clean() or {}
        if role := asked.get("role"):
            wanted = PLACES.get(role, "office")
            for name in ("office", "npp", "sponsor"):
                if name in self.errors:
                    continue
                if name == wanted and not asked.get(name):
                    self.add_error(name, _("Isi “%(label)s” untuk peran ini.") % {"label": self.fields[name].label})
                elif name != wanted and asked.get(name):
                    self.add_error(name, _("Kosongkan: peran ini tidak terikat padanya."))
        return asked

    def mandate(self) -> NewMandate:
        """The role as the service takes it."""
        asked = self.cleaned_data
        return NewMandate(
            asked["role"],
            office_id=asked["office"],
            employer_id=asked["npp"].pk if asked["npp"] else None,
            sponsor_id=asked["sponsor"].pk if asked["sponsor"] else None,
            valid_from=asked["valid_from"],
        )


class LoginForm(RoleForm):
    """Whose login, with its first role."""

    field_order = ("username",)

    username = forms.CharField(
        label=later("Nama pengguna"), max_length=30, help_text=later("Huruf kecil, angka, titik, atau tanda hubung."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )  # fmt: skip


class EndForm(forms.Form):
    """Which role ends, and when."""

    mandate = forms.TypedChoiceField(label=later("Peran"), coerce=int)
    last_day = kit.DateField(
        label=later("Hari terakhir"),
        help_text=later("Peran berlaku sampai hari itu habis. Kemarin: berakhir sekarang."),
    )

    def __init__(self, *args: Any, held: list[dict[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mandate"].choices = [  # type: ignore[attr-defined]
            (m["id"], f"{ROLES[m['role']]} · {m['place']}") for m in held
        ]


@sensitive_variables("password")
@require_http_methods(["GET", "POST"])
@needs(Act.LOGINS)
def login(request: HttpRequest, user_id: int) -> HttpResponse:
    """How one login of these offices stands and what happened to it; its roles, one more or one ended; its password and
    second factor reset, the login closed and opened again. Never one's own."""
    by, day = actor_of(request), today()
    held = access.mandates_at(user_id, by.offices)
    if not held:
        raise Http404
    step = request.POST.get("langkah", "")
    running = [m for m in held if m["valid_to"] is None or m["valid_to"] >= day]
    give = RoleForm(
        request.POST if step == "beri" else None, offices=_offices(request, day), prefix="beri",
        initial={"valid_from": day},
    )  # fmt: skip
    end = EndForm(request.POST if step == "akhir" else None, held=running, prefix="akhir", initial={"last_day": day})
    state, password = access.login_state(user_id), ""
    life = LifeForm(request.POST if step == "login" else None, steps=steps(state, held), prefix="login")
    for form in (give, end, life):
        if not form.is_valid():
            continue
        try:
            if form is give:
                give_role(by, user_id, give.mandate())
                said = _("Peran diberikan.")
            elif form is life:
                said, password = life.do(by, user_id)
            else:
                end_role(by, form.cleaned_data["mandate"], form.cleaned_data["last_day"])
                said = _("Akhir peran dicatat; kunci API peran itu berakhir bersamanya.")
        except Refused as refused:
            refuse(form, refused)
        else:
            if not password:
                messages.success(request, said)
                return redirect("staff:login", user_id=user_id)
            state = access.login_state(user_id)
            life = LifeForm(steps=steps(state, held), prefix="login")
    answer = page(
        request,
        "staff/login.html",
        {
            "username": held[0]["username"], "table": _roles(held), "give": give, "end": end if running else None,
            "own": user_id == by.user_id, "as_of": day, "life": life, "standing": standing(state), "password": password,
            "events": history(user_id),
            "crumbs": [kit.Link(_("Pengguna dan peran"), reverse("staff:logins"))],
        },
        status=422 if request.method == "POST" and not password else 200,
    )  # fmt: skip
    if password:
        answer["Cache-Control"] = "no-store"
    return answer


def _roles(held: list[dict[str, Any]]) -> kit.Table:
    rows = [
        {"role": str(ROLES[m["role"]]), "place": m["place"], "since": m["valid_from"], "until": m["valid_to"]}
        for m in held
    ]
    columns = [
        kit.Column("role", _("Peran")),
        kit.Column("place", _("Di mana")),
        kit.Column("since", _("Sejak"), "date"),
        kit.Column("until", _("Sampai"), "date"),
    ]
    return kit.Table(_("Peran"), columns, rows, stack=True, show_caption=False)


def _offices(request: HttpRequest, day: date) -> list[Office]:
    open_now = Office.objects.filter(pk__in=offices_of(request)).exclude(valid_to__lt=day)
    return list(open_now.only("id", "name").order_by("name"))


@sensitive_variables("password", "made")
@require_http_methods(["GET", "POST"])
@needs(Act.LOGINS)
def logins(request: HttpRequest) -> HttpResponse:
    """Logins of these offices with their roles; a new one, whose first password stands on this one answer only."""
    day = today()
    offices = _offices(request, day)
    empty = {"valid_from": day} | _wanted(request)
    form = LoginForm(request.POST or None, offices=offices, initial=empty)
    made: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        new = form.mandate()
        try:
            user, password = open_login(actor_of(request), form.cleaned_data["username"], new)
        except Refused as refused:
            refuse(form, refused)
        else:
            made = {
                "username": user.username, "password": password, "role": str(ROLES[new.role]),
                "staff": new.role in STAFF_ROLES,
            }  # fmt: skip
            form = LoginForm(offices=offices, initial={"valid_from": day})
    answer = page(
        request,
        "staff/logins.html",
        {
            "table": _table(request),
            "matrix": _matrix(),
            "form": form,
            "made": made,
            "as_of": day,
            "waiting": _waiting(request),
        },
        status=422 if form.errors else 200,
    )
    if made:
        answer["Cache-Control"] = "no-store"
    return answer


def _table(request: HttpRequest) -> kit.Table:
    after = request.GET.get("mulai", "")[:150]
    found = access.logins(offices_of(request), PAGE + 1, after)
    rows = [
        {
            "username": kit.Cell(r["username"], href=reverse("staff:login", args=[r["id"]]), note=_note(r)),
            "roles": kit.Cell(", ".join(str(ROLES[x]) for x in r["roles"]), note=", ".join(r["places"])),
            "factor": _("ada") if r["second_factor"] else _("belum ada"),
            "last": r["last_login"],
        }
        for r in found[:PAGE]
    ]
    columns = [
        kit.Column("username", _("Pengguna")),
        kit.Column("roles", _("Peran")),
        kit.Column("factor", _("Faktor kedua")),
        kit.Column("last", _("Masuk terakhir"), "date"),
    ]
    pager = kit.Pager(
        previous=query_of(request, mulai=None) if after else "",
        next=query_of(request, mulai=found[PAGE - 1]["username"]) if len(found) > PAGE else "",
    )
    return kit.Table(_("Pengguna"), columns, rows, pager=pager, stack=True, show_caption=False)


def _wanted(request: HttpRequest) -> dict[str, str]:
    """Whom a new login is to act for, as the list of those without one names him."""
    for role, field in PLACES.items():
        if number := request.GET.get(field, "")[:20]:
            return {"role": role, field: number}
    return {}


def _waiting(request: HttpRequest) -> kit.Table | None:
    found = access.without_login(offices_of(request))
    rows = [
        {
            "name": kit.Cell(
                w["name"], f"?{urlencode({PLACES[w['role']]: w['number']})}#login-baru",
                note=f"{ROLES[w['role']]} · {w['number']}",
            ),
            "since": w["registered_on"],
        }
        for w in found
    ]  # fmt: skip
    columns = [kit.Column("name", _("Untuk siapa")), kit.Column("since", _("Terdaftar"), "date")]
    return kit.Table(_("Belum punya login"), columns, rows, stack=True, show_caption=False) if rows else None


def _note(login: dict[str, Any]) -> str:
    if not login["is_active"]:
        return _("ditutup")
    return _("kata sandi sendiri belum dipilih") if login["given"] else ""


def _matrix() -> list[tuple[str, list[str]]]:
    found = [
        (str(act.label), [str(ROLES[r]) for r in Role if r in PERMISSIONS[act]])
        for act in Act
        if act.value[:3] != "api"
    ]
    return [(act, roles) for act, roles in found if len(roles) < len(Role)]
