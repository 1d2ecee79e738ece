"""Sample charts: bars, line, ring, map; lines, steps and bars drawn on the server."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from lindung.base.format import month_name
from lindung.portals import kit

DAY = dt.date(2021, 12, 15)
_AREAS = {
    "35.14": "Pasuruan", "35.75": "Kota Pasuruan", "35.13": "Probolinggo", "35.15": "Sidoarjo", "35.16": "Mojokerto",
    "35.07": "Malang", "35.73": "Kota Malang", "35.78": "Kota Surabaya", "35.25": "Gresik", "35.09": "Jember",
    "35.10": "Banyuwangi", "35.08": "Lumajang", "35.05": "Blitar", "35.06": "Kediri", "35.24": "Lamongan",
}  # fmt: skip


def samples() -> list[tuple[str, kit.Chart]]:
    """Id and chart of each kind."""
    months = [month_name(m, short=True) for m in range(1, 13)]
    bars = kit.Chart(
        "stacked",
        "Manfaat dibayar menurut program",
        "JHT adalah bagian terbesar setiap bulan; bulan Juni tertinggi.",
        months,
        [
            kit.Series("JHT", [(m * 7919 % 31 + 90) * 100_000_000 for m in range(12)]),
            kit.Series("JKM", [(m * 104_729 % 17 + 12) * 100_000_000 for m in range(12)]),
            kit.Series("JP", [(m * 1_299_709 % 7 + 4) * 100_000_000 for m in range(12)]),
        ],
        "rupiah",
        "Bulan",
        as_of=DAY,
    )
    line = kit.Chart(
        "line",
        "Klaim masuk dan klaim selesai",
        "Sejak Agustus klaim selesai melebihi klaim masuk.",
        months,
        [
            kit.Series("Masuk", [1102, 1060, 1130, 1184, 1040, 1290, 1211, 1150, 1122, 1098, 1060, None]),
            kit.Series("Selesai", [1010, 1042, 1105, 1150, 1032, 1201, 1190, 1188, 1180, 1120, 1101, None]),
        ],
        "count",
        "Bulan",
        as_of=DAY,
    )
    ring = kit.Chart(
        "donut",
        "Kasus menurut program",
        "Enam dari sepuluh kasus adalah JHT.",
        ["JHT", "JP", "JKK", "JKM", "Beasiswa"],
        [kit.Series("Kasus", [8_243, 3_682, 1_102, 404, 307])],
        "count",
        "Program",
        as_of=DAY,
    )
    area = kit.Chart(
        "map",
        "Cakupan pekerja menurut kabupaten dan kota",
        "Cakupan tertinggi di kota-kota industri; yang terendah di wilayah tapal kuda.",
        list(_AREAS.values()),
        [kit.Series("Cakupan", [Fraction(i * 37 % 60 + 12, 100) for i in range(len(_AREAS))])],
        "percent",
        "Kabupaten/kota",
        codes=list(_AREAS),
        as_of=DAY,
        note="Angka contoh. Peta hanya untuk gambaran.",
    )
    flat = kit.Chart(
        "hbar",
        "Piutang menurut umur",
        "Separuh piutang berumur kurang dari tiga bulan.",
        ["1–3 bulan", "4–6 bulan", "7–12 bulan", "lebih dari setahun"],
        [kit.Series("Piutang", [2_275_000_000, 1_120_000_000, 760_000_000, 395_000_000])],
        "rupiah",
        "Umur",
        as_of=DAY,
    )
    return [("g-manfaat", bars), ("g-klaim", line), ("g-kasus", ring), ("g-peta", area), ("g-piutang", flat)]


def drawn() -> list[kit.Plot]:
    """One plot of each kind that is drawn without a script."""
    wages = [n * 500_000 for n in range(31)]
    days = [dt.date(y, 3, 1).toordinal() for y in range(2016, 2022)]
    return [
        kit.Plot(
            "upah-contoh", "Iuran menurut upah", "Garis JP mendatar di atas batas upahnya.", wages,
            [kit.PlotLine("JHT", [w * 57 // 1000 for w in wages]),
             kit.PlotLine("JP", [min(w, 9_000_000) * 3 // 100 for w in wages])],
            axis_title="Upah sebulan", marks=[kit.Mark(9_000_000, "batas upah")], table=range(0, 31, 5),
        ),
        kit.Plot(
            "tangga-contoh", "Batas upah", "Setiap anak tangga satu tahun.", days,
            [kit.PlotLine("Batas", [6_900_000, 7_400_000, 7_900_000, 8_300_000, 9_000_000, None])], "steps", "date",
            axis_title="Berlaku sejak",
        ),
        kit.Plot(
            "batang-contoh", "Uang tunai tiap bulan", "Tiga bulan pertama lebih besar.", list(range(1, 7)),
            [kit.PlotLine("Uang tunai", [1_800_000] * 3 + [1_000_000] * 3)], "bars", "count",
            labels=[str(n) for n in range(1, 7)], axis_title="Bulan ke-",
        ),
    ]  # fmt: skip
