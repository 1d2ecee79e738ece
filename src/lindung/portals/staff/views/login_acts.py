"""What an administrator does to another's login as a whole: reset its password or second factor, close it, open it."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from lindung.access.models import Role
from lindung.access.scope import Actor
from lindung.access.services import close_login, reopen_login, reset_factor, reset_password
from lindung.base.format import date_short
from lindung.portals import kit

PASSWORD, FACTOR, CLOSE, REOPEN = "sandi", "faktor", "tutup", "buka"
_STEPS = {
    PASSWORD: later("Atur ulang kata sandi (dibuatkan yang pertama; faktor keduanya tetap)"),
    FACTOR: later("Lepas faktor kedua (ponsel hilang; kata sandinya tetap)"),
    CLOSE: later("Tutup login (perannya tetap tercatat)"),
    REOPEN: later("Buka kembali login"),
}


def steps(state: dict[str, Any], held: list[dict[str, Any]]) -> list[str]:
    """What can be done to a login as it stands."""
    if not state["is_active"]:
        return [REOPEN]
    enters = any(m["role"] != Role.BANK for m in held)
    return [*([PASSWORD] if enters else []), *([FACTOR] if state["second_factor"] else []), CLOSE]


class LifeForm(forms.Form):
    """What is done to this login, and why."""

    step = forms.ChoiceField(label=later("Tindakan"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=later("Alasan"), max_length=300, widget=forms.Textarea({"rows": 2}),
        help_text=later("Dibaca pemilik login dan pemeriksa. Tulis juga cara Anda memastikan siapa yang meminta."),
    )  # fmt: skip

    def __init__(self, *args: Any, steps: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["step"].choices = [(s, _STEPS[s]) for s in steps]  # type: ignore[attr-defined]

    def do(self, by: Actor, user_id: int) -> tuple[str, str]:
        """The sentence that says it is done, and the new first password if one was made. Raises AccessRefused."""
        step, reason = self.cleaned_data["step"], self.cleaned_data["reason"]
        if step == PASSWORD:
            return "", reset_password(by, user_id, reason)
        if step == FACTOR:
            reset_factor(by, user_id, reason)
            return _("Faktor kedua dilepas; semua sesi login ini berakhir."), ""
        if step == CLOSE:
            close_login(by, user_id, reason)
            return _("Login ditutup; semua sesinya berakhir dan kunci API-nya ditolak."), ""
        reopen_login(by, user_id, reason)
        return _("Login dibuka kembali dengan peran yang masih berlaku."), ""


def standing(state: dict[str, Any]) -> list[kit.Entry]:
    """How a login stands, in words."""
    if state["given_until"] is None:
        password = _("Pilihan pemiliknya sendiri")
        note = ""
    else:
        password = _("Kata sandi pertama, belum diganti")
        if state["given_used_at"]:
            note = _("Dipakai %(when)s; hanya membuka halaman ganti kata sandi.") % {
                "when": moment(state["given_used_at"])
            }
        elif state["given_until"] < timezone.now():
            note = _("Tidak berlaku lagi sejak %(when)s.") % {"when": moment(state["given_until"])}
        else:
            note = _("Belum dipakai; berlaku sampai %(when)s.") % {"when": moment(state["given_until"])}
    return [
        kit.Entry(_("Keadaan"), _("Terbuka") if state["is_active"] else _("Ditutup")),
        kit.Entry(_("Kata sandi"), password, note),
        kit.Entry(_("Faktor kedua"), moment(state["second_factor"]) if state["second_factor"] else _("belum ada")),
        kit.Entry(_("Masuk terakhir"), moment(state["last_login"]) if state["last_login"] else _("belum pernah")),
    ]


def moment(when: datetime) -> str:
    """A moment in words, to the minute."""
    here = timezone.localtime(when)
    return f"{date_short(here.date(), get_language() or 'id')}, {here:%H.%M}"
