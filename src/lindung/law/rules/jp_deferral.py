"""The deferral of pension contributions (JP) of August 2020 to January 2021: a part now, the rest later."""

from __future__ import annotations

from datetime import date
from functools import partial

from ..ops import share
from ..rule import formula, rule
from .contributions import COVID

_rule = partial(rule, "pu", unit="IDR/month", cite="PP 49/2020 Pasal 17", since=COVID[0], until=COVID[1])


@_rule(id_="JP pemberi kerja yang dibayar dahulu", en="JP of the employer paid at once")
def jp_employer_now(jp_employer: int, relief__covid__jp_payable: int, rounding__contribution: str) -> int:
    return share(jp_employer, relief__covid__jp_payable, rounding__contribution)


@_rule(id_="JP pekerja yang dibayar dahulu", en="JP of the worker paid at once")
def jp_worker_now(jp_worker: int, relief__covid__jp_payable: int, rounding__contribution: str) -> int:
    return share(jp_worker, relief__covid__jp_payable, rounding__contribution)


@_rule(id_="JP pemberi kerja yang ditunda", en="JP of the employer deferred")
def jp_employer_deferred(jp_employer: int, jp_employer_now: int) -> int:
    return jp_employer - jp_employer_now


@_rule(id_="JP pekerja yang ditunda", en="JP of the worker deferred")
def jp_worker_deferred(jp_worker: int, jp_worker_now: int) -> int:
    return jp_worker - jp_worker_now


@_rule(id_="Jumlah JP yang dibayar dahulu", en="JP paid at once, total")
def jp_now(jp_employer_now: int, jp_worker_now: int) -> int:
    return jp_employer_now + jp_worker_now


@_rule(id_="Jumlah JP yang ditunda", en="JP deferred, total")
def jp_deferred(jp_employer_deferred: int, jp_worker_deferred: int) -> int:
    return jp_employer_deferred + jp_worker_deferred


formula(
    "pu.jp_deferral",
    "pu",
    title={"id": "Penundaan iuran JP, PP 49/2020", "en": "Deferral of JP contributions, PP 49/2020"},
    uses=("wage", "jp"),
    outputs=(
        "jp_employer_now",
        "jp_worker_now",
        "jp_employer_deferred",
        "jp_worker_deferred",
        "jp_now",
        "jp_deferred",
    ),
    since=date(2020, 8, 1),
    until=date(2021, 1, 31),
    period="month",
    about={
        "id": "Yang ditunda tetap terutang; angsurannya dalam relief.jp_repayment.",
        "en": "What is deferred stays owed; relief.jp_repayment gives its instalments.",
    },
)
