"""Work accident benefits by cost (JKK): transport of the injured, and goods with a limit."""

from __future__ import annotations

from datetime import date

from ..ops import share
from ..rule import Input, formula, inputs, rule

SINCE = date(2015, 7, 1)
MOST = 10_000_000_000
CITE = "PP 44/2015 Lampiran III; PP 82/2019 Lampiran III"
PER_MODE = {"jkk.transport.combine": "per_mode"}
SUM = {"jkk.transport.combine": "sum_of_limits"}

inputs(
    "jkk_transport",
    Input("land", "IDR", 0, MOST, {"id": "Biaya angkutan darat, sungai, danau", "en": "Cost by land, river, lake"}),
    Input("sea", "IDR", 0, MOST, {"id": "Biaya angkutan laut", "en": "Cost by sea"}),
    Input("air", "IDR", 0, MOST, {"id": "Biaya angkutan udara", "en": "Cost by air"}),
)
inputs(
    "jkk_goods",
    Input("denture", "IDR", 0, MOST, {"id": "Biaya gigi tiruan", "en": "Cost of dentures"}),
    Input("hearing_aid", "IDR", 0, MOST, {"id": "Biaya alat bantu dengar", "en": "Cost of a hearing aid"}),
    Input("glasses", "IDR", 0, MOST, {"id": "Biaya kacamata", "en": "Cost of glasses"}),
    Input(
        "home_care",
        "IDR",
        0,
        MOST,
        {
            "id": "Biaya perawatan di rumah dalam waktu yang ditanggung",
            "en": "Cost of home care within the time covered",
        },
    ),
    Input(
        "prosthesis",
        "IDR",
        0,
        MOST,
        {"id": "Biaya alat bantu gerak atau alat ganti tubuh", "en": "Cost of orthosis or prosthesis"},
    ),
    Input(
        "reference_price",
        "IDR",
        0,
        MOST,
        {"id": "Harga acuan rumah sakit rehabilitasi", "en": "Reference price of the rehabilitation hospital"},
    ),
)


# transport -----------------------------------------------------------------------------------------------------------
@rule("jkk_transport", id_="Angkutan darat", en="Transport by land", unit="IDR", cite=CITE)
def by_land(land: int, jkk__transport__land: int) -> int:
    return min(land, jkk__transport__land)


@rule("jkk_transport", id_="Angkutan laut", en="Transport by sea", unit="IDR", cite=CITE)
def by_sea(sea: int, jkk__transport__sea: int) -> int:
    return min(sea, jkk__transport__sea)


@rule("jkk_transport", id_="Angkutan udara", en="Transport by air", unit="IDR", cite=CITE)
def by_air(air: int, jkk__transport__air: int) -> int:
    return min(air, jkk__transport__air)


@rule(
    "jkk_transport",
    name="paid",
    id_="Penggantian biaya angkutan",
    en="Transport paid",
    unit="IDR",
    cite=CITE,
    when=PER_MODE,
)
def paid_per_mode(by_land: int, by_sea: int, by_air: int) -> int:
    return by_land + by_sea + by_air


@rule("jkk_transport", id_="Batas darat bila dipakai", en="Limit by land if used", unit="IDR", cite=CITE, when=SUM)
def room_land(land: int, jkk__transport__land: int) -> int:
    if land > 0:
        return jkk__transport__land
    return 0


@rule("jkk_transport", id_="Batas laut bila dipakai", en="Limit by sea if used", unit="IDR", cite=CITE, when=SUM)
def room_sea(sea: int, jkk__transport__sea: int) -> int:
    if sea > 0:
        return jkk__transport__sea
    return 0


@rule("jkk_transport", id_="Batas udara bila dipakai", en="Limit by air if used", unit="IDR", cite=CITE, when=SUM)
def room_air(air: int, jkk__transport__air: int) -> int:
    if air > 0:
        return jkk__transport__air
    return 0


@rule(
    "jkk_transport", name="paid", id_="Penggantian biaya angkutan", en="Transport paid", unit="IDR", cite=CITE, when=SUM
)
def paid_in_sum(land: int, sea: int, air: int, room_land: int, room_sea: int, room_air: int) -> int:
    return min(land + sea + air, room_land + room_sea + room_air)


@rule("jkk_transport", id_="Ditanggung sendiri", en="Borne by the payer", unit="IDR", cite=CITE)
def not_covered(land: int, sea: int, air: int, paid: int) -> int:
    return land + sea + air - paid


# goods ---------------------------------------------------------------------------------------------------------------
@rule("jkk_goods", id_="Gigi tiruan", en="Dentures", unit="IDR", cite=CITE)
def denture_paid(denture: int, jkk__goods__denture: int) -> int:
    return min(denture, jkk__goods__denture)


@rule("jkk_goods", id_="Alat bantu dengar", en="Hearing aid", unit="IDR", cite=CITE)
def hearing_aid_paid(hearing_aid: int, jkk__goods__hearing_aid: int) -> int:
    return min(hearing_aid, jkk__goods__hearing_aid)


@rule("jkk_goods", id_="Kacamata", en="Glasses", unit="IDR", cite=CITE)
def glasses_paid(glasses: int, jkk__goods__glasses: int) -> int:
    return min(glasses, jkk__goods__glasses)


@rule("jkk_goods", id_="Perawatan di rumah", en="Home care", unit="IDR", cite=CITE)
def home_care_paid(home_care: int, jkk__goods__home_care: int) -> int:
    return min(home_care, jkk__goods__home_care)


@rule("jkk_goods", id_="Batas alat", en="Limit of the appliance", unit="IDR", cite=CITE)
def prosthesis_limit(reference_price: int, jkk__goods__prosthesis_markup: int, rounding__benefit: str) -> int:
    return reference_price + share(reference_price, jkk__goods__prosthesis_markup, rounding__benefit)


@rule("jkk_goods", id_="Alat bantu gerak atau alat ganti tubuh", en="Orthosis or prosthesis", unit="IDR", cite=CITE)
def prosthesis_paid(prosthesis: int, prosthesis_limit: int) -> int:
    return min(prosthesis, prosthesis_limit)


@rule("jkk_goods", id_="Jumlah yang dibayarkan", en="Total paid", unit="IDR", cite=CITE)
def total(
    denture_paid: int, hearing_aid_paid: int, glasses_paid: int, home_care_paid: int, prosthesis_paid: int
) -> int:
    return denture_paid + hearing_aid_paid + glasses_paid + home_care_paid + prosthesis_paid


EVENT = {
    "id": "Tanggal adalah tanggal kecelakaan atau diagnosis penyakit akibat kerja.",
    "en": "The date is the day of the accident or of the diagnosis of the occupational disease.",
}
formula(
    "jkk.transport",
    "jkk_transport",
    title={"id": "Penggantian biaya angkutan korban", "en": "Transport of the injured"},
    uses=("land", "sea", "air"),
    outputs=("paid", "not_covered"),
    since=SINCE,
    about=EVENT,
)
formula(
    "jkk.goods",
    "jkk_goods",
    title={"id": "Alat bantu, alat ganti, dan perawatan di rumah", "en": "Appliances, prostheses and home care"},
    uses=("denture", "hearing_aid", "glasses", "home_care", "prosthesis", "reference_price"),
    outputs=(
        "denture_paid",
        "hearing_aid_paid",
        "glasses_paid",
        "home_care_paid",
        "prosthesis_limit",
        "prosthesis_paid",
        "total",
    ),
    since=SINCE,
    about=EVENT,
)
