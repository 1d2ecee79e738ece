"""The job-loss programme (JKP) inside the contributions of wage earners: shares taken out of JKK and JKM, and the
state's part.

The bill of the employer does not change; the split says how much of it belongs to which fund."""

from __future__ import annotations

from datetime import date

from ..ops import limit, share
from ..rule import rule
from .contributions import LABOUR

JKP_START = date(2021, 2, 2)
NO_JKP = "Belum ada program JKP (PP 37/2021)"
JKP_CITE = "PP 37/2021 Pasal 11; PP 6/2025 Pasal 11"


@rule(
    "pu",
    name="jkp_from_jkk",
    id_="Bagian JKP dari JKK",
    en="JKP share out of JKK",
    unit="IDR/month",
    cite=NO_JKP,
    until=date(2021, 2, 1),
)
def jkp_from_jkk_before() -> int:
    return 0


@rule("pu", id_="Upah dasar iuran JKP", en="Wage counted for JKP", unit="IDR/month", cite=JKP_CITE, since=JKP_START)
def jkp_base(wage: int, jkp: int, jkp__wage_cap: int) -> int:
    if jkp == 0:
        return 0
    return limit(wage, jkp__wage_cap)


@rule(
    "pu",
    id_="Upah dasar bagian JKP dari JKK dan JKM",
    en="Wage counted for the share moved from JKK and JKM",
    unit="IDR/month",
    cite=JKP_CITE,
    since=JKP_START,
)
def jkp_split_base(wage: int, jkp: int, jkp_base: int, jkp__base_cap_reading: str) -> int:
    if jkp__base_cap_reading == "capped":
        return jkp_base
    if jkp == 0:
        return 0
    return wage


@rule(
    "pu",
    name="jkp_from_jkk",
    id_="Bagian JKP dari JKK",
    en="JKP share out of JKK",
    unit="IDR/month",
    cite=JKP_CITE,
    since=JKP_START,
    until=date(2025, 1, 31),
)
def jkp_from_jkk_2021(jkp_split_base: int, jkp__rate_from_jkk: int, rounding__contribution: str) -> int:
    return share(jkp_split_base, jkp__rate_from_jkk, rounding__contribution)


@rule(
    "pu",
    name="jkp_from_jkk",
    id_="Bagian JKP dari JKK",
    en="JKP share out of JKK",
    unit="IDR/month",
    cite="PP 6/2025 Pasal 11; PP 7/2025 Pasal 10; PP 36/2025 Pasal 10A",
    since=LABOUR[0],
    until=LABOUR[1],
)
def jkp_from_jkk_labour(
    jkk: int,
    jkp_split_base: int,
    labour_intensive: int,
    jkp__rate_from_jkk: int,
    jkp__rate_from_jkk_relief: int,
    jkp__share_in_relief: str,
    rounding__contribution: str,
) -> int:
    if labour_intensive == 0:
        return share(jkp_split_base, jkp__rate_from_jkk, rounding__contribution)
    if jkp__share_in_relief == "half":
        return share(jkp_split_base, jkp__rate_from_jkk_relief, rounding__contribution)
    if jkk < 0:
        return max(jkk, share(jkp_split_base, jkp__rate_from_jkk, rounding__contribution))
    return min(jkk, share(jkp_split_base, jkp__rate_from_jkk, rounding__contribution))


@rule(
    "pu",
    name="jkp_from_jkk",
    id_="Bagian JKP dari JKK",
    en="JKP share out of JKK",
    unit="IDR/month",
    cite=JKP_CITE,
    since=date(2026, 2, 1),
)
def jkp_from_jkk_2026(jkp_split_base: int, jkp__rate_from_jkk: int, rounding__contribution: str) -> int:
    return share(jkp_split_base, jkp__rate_from_jkk, rounding__contribution)


@rule(
    "pu",
    name="jkp_from_jkm",
    id_="Bagian JKP dari JKM",
    en="JKP share out of JKM",
    unit="IDR/month",
    cite=NO_JKP,
    until=date(2021, 2, 1),
)
def jkp_from_jkm_before() -> int:
    return 0


@rule(
    "pu",
    name="jkp_from_jkm",
    id_="Bagian JKP dari JKM",
    en="JKP share out of JKM",
    unit="IDR/month",
    cite=JKP_CITE,
    since=JKP_START,
)
def jkp_from_jkm(jkp_split_base: int, jkp__rate_from_jkm: int, rounding__contribution: str) -> int:
    return share(jkp_split_base, jkp__rate_from_jkm, rounding__contribution)


@rule(
    "pu",
    name="jkp_state",
    id_="Iuran JKP dari pemerintah pusat",
    en="JKP contribution of the state",
    unit="IDR/month",
    cite=NO_JKP,
    until=date(2021, 2, 1),
)
def jkp_state_before() -> int:
    return 0


@rule(
    "pu",
    name="jkp_state",
    id_="Iuran JKP dari pemerintah pusat",
    en="JKP contribution of the state",
    unit="IDR/month",
    cite=JKP_CITE,
    since=JKP_START,
)
def jkp_state(jkp_base: int, jkp__rate_state: int, rounding__contribution: str) -> int:
    return share(jkp_base, jkp__rate_state, rounding__contribution)
