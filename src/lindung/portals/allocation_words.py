"""What money that came in is used for, and why, in words: the settings of the day it came decide."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from lindung import law


def _settings(day: date) -> tuple[str, str]:
    order, named = (law.parameter(f"allocation.{name}", day).value for name in ("order", "named"))
    return str(order), str(named)


def steps(day: date) -> list[str]:
    """The order of allocation for money received on a day, first to last."""
    order, named = _settings(day)
    found = []
    if named == "named_bill_first":
        found.append(_("Tagihan yang kodenya disebut saat membayar: iurannya, lalu dendanya."))
    if order == "oldest_month_penalty_first":
        found += [
            _("Bulan yang sudah jatuh tempo, yang paling lama lebih dulu: denda, lalu iurannya."),
            _("Iuran yang belum jatuh tempo."),
        ]
    elif order == "all_principal_then_penalty":
        found += [_("Seluruh iuran, yang paling lama lebih dulu."), _("Denda keterlambatan yang sudah timbul.")]
    else:
        found += [
            _("Iuran yang sudah jatuh tempo, yang paling lama lebih dulu."),
            _("Denda keterlambatan yang sudah timbul."),
            _("Iuran yang belum jatuh tempo."),
        ]
    return [*found, _("Sisanya menunggu tagihan berikutnya.")]


def why(used: Mapping[str, Any], receipt: Mapping[str, Any]) -> str:
    """Why a part of a receipt went where it went: `used` has code, target and due_on, `receipt` billing_code and
    received_on."""
    order, named = _settings(receipt["received_on"])
    if named == "named_bill_first" and receipt["billing_code"] and used["code"] == receipt["billing_code"]:
        return _("Tagihan yang kodenya disebut saat membayar.")
    if order == "oldest_month_penalty_first" and used["due_on"] <= receipt["received_on"]:
        return _("Bulan yang sudah jatuh tempo, paling lama lebih dulu: denda, lalu iurannya.")
    if used["target"] == "PENALTY":
        return _("Denda yang sudah timbul, sesudah semua iuran yang jatuh tempo.")
    if used["due_on"] <= receipt["received_on"]:
        return _("Iuran yang sudah jatuh tempo, paling lama lebih dulu.")
    return _("Iuran yang belum jatuh tempo, sesudah semua yang lain.")
