"""Commission of Perisai agents: acquisition, contributions collected, split between agent and host body."""

from __future__ import annotations

from datetime import date

from ..ops import share
from ..rule import Input, formula, inputs, rule

CITE = "Ketentuan Perisai badan penyelenggara 2018"

inputs(
    "perisai",
    Input("new_members", "count", 0, 1_000_000, {"id": "Peserta baru bulan ini", "en": "New members this month"}),
    Input(
        "contributions",
        "IDR/month",
        0,
        1_000_000_000_000,
        {"id": "Iuran peserta binaan bulan ini", "en": "Contributions collected from own members this month"},
    ),
    Input(
        "months_without",
        "months",
        0,
        1200,
        {"id": "Bulan berturut-turut tanpa akuisisi", "en": "Months in a row without acquisition"},
    ),
)


@rule("perisai", id_="Agen aktif", en="The agent is active", unit="flag", cite=CITE)
def active(months_without: int, perisai__deactivate_after: int) -> int:
    if months_without < perisai__deactivate_after:
        return 1
    return 0


@rule("perisai", id_="Insentif akuisisi", en="Acquisition incentive", unit="IDR/month", cite=CITE)
def acquisition(
    active: int, new_members: int, perisai__acquisition_minimum: int, perisai__acquisition_incentive: int
) -> int:
    if active == 1 and new_members >= perisai__acquisition_minimum:
        return perisai__acquisition_incentive
    return 0


@rule("perisai", id_="Insentif iuran", en="Contribution incentive", unit="IDR/month", cite=CITE)
def collection(
    active: int,
    contributions: int,
    perisai__contribution_rate: int,
    perisai__inactive_agent: str,
    rounding__incentive: str,
) -> int:
    if active == 0 and perisai__inactive_agent == "nothing":
        return 0
    return share(contributions, perisai__contribution_rate, rounding__incentive)


@rule("perisai", id_="Jumlah insentif", en="Total incentive", unit="IDR/month", cite=CITE)
def total(acquisition: int, collection: int) -> int:
    return acquisition + collection


@rule("perisai", id_="Bagian agen", en="Agent's part", unit="IDR/month", cite="Pernyataan deputi direktur 2017")
def agent(total: int, perisai__agent_share: int, rounding__incentive: str) -> int:
    return share(total, perisai__agent_share, rounding__incentive)


@rule("perisai", id_="Bagian wadah", en="Host body's part", unit="IDR/month", cite="Pernyataan deputi direktur 2017")
def host(total: int, agent: int) -> int:
    return total - agent


formula(
    "perisai.incentive",
    "perisai",
    title={"id": "Insentif Perisai untuk satu bulan", "en": "Commission of a Perisai agent for one month"},
    uses=("new_members", "contributions", "months_without"),
    outputs=("active", "acquisition", "collection", "total", "agent", "host"),
    since=date(2018, 1, 1),
    about={
        "id": "Bagian agen dan wadah selalu berjumlah sama dengan insentif. Perubahan sesudah 2020 tidak ditemukan.",
        "en": "The parts of agent and host body add up to the incentive. Changes after 2020 were not found.",
    },
)
