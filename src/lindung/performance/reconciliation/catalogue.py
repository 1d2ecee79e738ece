"""The reconciliation tests of the published figures. Expected verdicts are part of the data and are asserted."""

import csv
from fractions import Fraction

from lindung.performance.reconciliation.engine import (
    Look,
    Outcome,
    Test,
    Verdict,
    adds_up,
    flow_above_stock,
    implied,
    ratio,
    text,
    warn,
)
from lindung.performance.reconciliation.register import FILE, published

P, R, X, W = Verdict.PASS, Verdict.ROUNDING, Verdict.FAIL, Verdict.WARN


def _outside(left: int, right: int, what: str) -> object:
    def check(look: Look) -> Outcome:
        good = left == right
        return Outcome(P if good else X, f"{text(Fraction(left))} {'=' if good else '≠'} {text(Fraction(right))} {what}",
                       Fraction(left), Fraction(right))  # fmt: skip

    return check


def _literal(parts: list[int], total: int, slack: int = 0) -> object:
    def check(look: Look) -> Outcome:
        made = sum(parts)
        verdict = P if made == total else R if abs(made - total) <= slack else X
        sign = {P: "=", R: "≈", X: "≠"}[verdict]
        shown = (
            " + ".join(text(Fraction(p)) for p in parts) + f" = {text(Fraction(made))} {sign} {text(Fraction(total))}"
        )
        return Outcome(verdict, shown, Fraction(made), Fraction(total))

    return check


def _mean(over: str, under: str, low: int, high: int) -> object:
    def check(look: Look) -> Outcome:
        n, d = look(over)[0], look(under)[0]
        mean = n / d
        good = low <= mean <= high
        return Outcome(P if good else X, f"{text(n)} / {text(d)} = {text(Fraction(round(mean)))}", mean, mean)

    return check


def _run_rate(look: Look) -> Outcome:
    first, now, target = (look(i)[0] for i in ("F003-01", "F003-02", "F003-03"))
    pace, needed = (now - first) / 10, target - now
    return Outcome(
        W, f"{text(needed)} / {text(pace)} = {text(round(needed / pace * 100) / Fraction(100))} ×", needed, pace
    )


def _pace(look: Look) -> Outcome:
    second = sum(look(i)[0] for i in ("F000-09", "F000-11", "F000-13", "F000-15")) / 8
    third = look("F001-08")[0] / 4
    first = Fraction(239650, 11)
    spread = (max(first, second, third) - min(first, second, third)) / third
    shown = " · ".join(text(Fraction(round(x))) for x in (first, second, third))
    return Outcome(
        R if spread <= Fraction(11, 1000) else X, f"{shown} per bulan; {text(round(spread * 10000) / Fraction(100))} %"
    )


def _bases(look: Look) -> Outcome:
    people, formal = look("F004-03")[0], look("F004-04")[0]
    f = people * formal / 100
    i = people - f
    return Outcome(P, f"{text(Fraction(round(f)))} + {text(Fraction(round(i)))} = {text(people)}", f + i, people)


def _coverage(look: Look) -> Outcome:
    people, share = look("F004-03")[0], look("F004-04")[0] / 100
    pu, bpu = look("F004-01")[0], look("F004-06")[0]
    parts = (pu / (people * share), bpu / (people * (1 - share)), (pu + bpu) / people)
    return Outcome(P, " · ".join(f"{text(round(p * 10000) / Fraction(100))} %" for p in parts))


def _twice(look: Look) -> Outcome:
    """The register taken in twice, as a repeated text would bring it, must be what it was."""
    with open(FILE, encoding="utf-8", newline="") as file:
        once = list(csv.DictReader(file))
    merged: dict[str, set[tuple[str, ...]]] = {}
    for row in once + once:
        merged.setdefault(row["id"], set()).add(tuple(row.values()))
    facts = sum(len(values) for values in merged.values())
    good = facts == len(once) == len(published())
    return Outcome(
        P if good else X, f"2 × {len(once)} → {facts} {'=' if good else '≠'} {len(published())}",
        Fraction(facts), Fraction(len(published())),
    )  # fmt: skip


_ROWS: list[tuple[str, str, str, Verdict, str, str, object]] = [
    ("RT-01", "Jumlah kasus tersirat 2017", "Implied claims total 2017", P, "tidak dicetak", "not printed",
     implied(["F000-09", "F000-11", "F000-13", "F000-15"])),
    ("RT-02", "Jumlah rupiah tersirat 2017", "Implied rupiah total 2017", P, "batas pembulatan", "rounding bound",
     implied(["F000-08", "F000-10", "F000-12", "F000-14"])),
    ("RT-03", "Jumlah segmen 2017", "Segments 2017", P, "tidak dicetak; PMI di luar", "not printed; migrants outside",
     implied(["F000-02", "F000-03", "F000-04"])),
    ("RT-04", "Arus BPU melebihi stok", "BPU flow above stock", W, "mungkin hanya sebagai arus kotor", "possible only as gross flow",
     flow_above_stock("F000-06", "F000-03")),
    ("RT-05", "Arus konstruksi melebihi stok", "Construction flow above stock", W, "proyek berakhir dengan sendirinya", "project cover ends by design",
     flow_above_stock("F000-07", "F000-04")),
    ("RT-06", "Kembali kerja 2017", "Return to work 2017", P, "tepat", "exact", adds_up(["F000-18", "F000-19"], "F000-17")),
    ("RT-07", "Fasilitas perumahan", "Housing", P, "tepat", "exact", adds_up(["F000-23", "F000-24", "F000-25"], "F000-22")),
    ("RT-08", "Dua tanggal dalam satu laporan", "Two dates in one report", W, "klaim Agustus, kembali kerja September", "claims August, return to work September",
     warn("Agustus / September")),
    ("RT-09", "PU menurut berita lain", "PU in another outlet", X, "1,54 juta cocok dengan deret; 1,054 juta salah ketik", "1.54m fits the series; 1.054m is a slip",
     _outside(1540000, 1054000, "(media lain)")),
    ("RT-10", "Kasus 2018", "Cases 2018", P, "tepat", "exact", adds_up(["F001-10", "F001-12", "F001-14", "F001-16"], "F001-08")),
    ("RT-11", "Rupiah 2018", "Rupiah 2018", R, "dua bagian dibulatkan ke miliar", "two parts rounded to billions",
     adds_up(["F001-11", "F001-13", "F001-15", "F001-17"], "F001-09")),
    ("RT-12", "Segmen 2018", "Segments 2018", R, "dibulatkan", "rounded", adds_up(["F001-03", "F001-04", "F001-05"], "F001-02")),
    ("RT-13", "Penagihan piutang", "Receivables", P, "satuannya badan usaha", "the unit is business entities", ratio("F001-19", "F001-18")),
    ("RT-14", "Akuisisi per Perisai", "Acquisitions per agent", P, "rata-rata", "mean", _mean("F001-06", "F001-07", 16, 17)),
    ("RT-15", "Pemberi kerja 2017 ke 2018", "Employers 2017 to 2018", W, "istilah berubah", "the term changed",
     warn("perusahaan → badan usaha", "F000-01", "F001-01")),
    ("RT-16", "Segmen 2017 ke 2018", "Segments 2017 to 2018", W, "definisi atau aturan gugur berubah", "definitions or lapse rules changed",
     warn("BPU, konstruksi", "F000-03", "F001-04", "F000-04", "F001-05")),
    ("RT-17", "Tanda desimal", "Decimal separators", W, "2.65 juta dan 874,6 miliar dalam satu berita", "both separators in one text", warn("2.65 juta / 874,6 miliar")),
    ("RT-18", "Kasus 2021 tanpa beasiswa", "Cases 2021 without scholarships", X, "selisih 307: beasiswa", "off by 307: scholarships",
     adds_up(["F002-05", "F002-07", "F002-09", "F002-11"], "F002-03")),
    ("RT-19", "Kasus 2021 dengan beasiswa", "Cases 2021 with scholarships", P, "tepat", "exact",
     adds_up(["F002-05", "F002-07", "F002-09", "F002-11", "F002-13"], "F002-03")),
    ("RT-20", "Rupiah 2021 tanpa beasiswa", "Rupiah 2021 without scholarships", X, "selisih Rp1.891.500.000: beasiswa", "off by Rp1,891,500,000: scholarships",
     adds_up(["F002-06", "F002-08", "F002-10", "F002-12"], "F002-04")),
    ("RT-21", "Rupiah 2021 dengan beasiswa", "Rupiah 2021 with scholarships", P, "tepat sampai rupiah", "exact to the rupiah",
     adds_up(["F002-06", "F002-08", "F002-10", "F002-12", "F002-14"], "F002-04")),
    ("RT-22", "Kata-kata 2021", "Wording 2021", W, "“terdiri dari” dan “selain itu” bertentangan dengan jumlahnya", "the wording contradicts the arithmetic",
     warn("versi 2021 = klaim program + anak penerima beasiswa", "F002-13")),
    ("RT-23", "Angkatan kerja Pasuruan", "Labour force of Pasuruan", P, "tidak dicetak; termasuk penganggur", "not printed; includes the unemployed", implied(["F002-01", "F002-02"])),
    ("RT-24", "Masa laporan 2021", "Period 2021", W, "sampai 15 Desember, bukan setahun", "to 15 December, not a year", warn("tahun berjalan")),
    ("RT-25", "Rata-rata JKM 2021", "Mean JKM 2021", P, "di bawah Rp42 juta: ada hak lama", "below Rp42m: some older rights", _mean("F002-08", "F002-07", 24_000_000, 42_000_000)),
    ("RT-26", "60 persen di Banten", "60 percent in Banten", X, "52,17 %; 60 % butuh dasar 2,0 juta", "52.17 %; 60 % needs a base of 2.0m", ratio("F003-03", "F003-04", Fraction(60, 100))),
    ("RT-27", "Siapa yang dihitung di Banten", "Who is counted in Banten", W, "angka sama, dua populasi", "same number, two populations", warn("1,2 juta PU / peserta", "F003-03", "F003-06")),
    ("RT-28", "Label segmen Banten", "Segment labels in Banten", W, "konstruksi disebut nonformal", "construction called non-formal", warn("PU, BPU, jasa konstruksi, PMI")),
    ("RT-29", "Laju Banten", "Run-rate in Banten", W, "6,7 kali laju berjalan", "6.7 times the pace", _run_rate),
    ("RT-30", "Bagian formal dan informal", "Formal and informal shares", P, "tepat", "exact", adds_up(["F004-04", "F004-05"], 100)),
    ("RT-31", "Dasar formal dan informal", "Formal and informal bases", P, "dihitung", "computed", _bases),
    ("RT-32", "Cakupan Sumbagut", "Coverage in northern Sumatra", P, "tidak dicetak", "not printed", _coverage),
    ("RT-33", "Dasar formal", "Formal base", W, "termasuk pegawai negeri; cakupan PU tampak rendah", "includes civil servants; understates coverage", warn("39,88 %", "F004-04")),
    ("RT-34", "Kembali kerja Sumbagut", "Return to work, northern Sumatra", P, "10 kasus terbuka tersirat", "10 open cases implied", ratio("F004-11", "F004-10")),
    ("RT-35", "Paragraf ganda", "Repeated paragraphs", P, "impor dua kali tidak mengubah apa pun", "importing twice changes nothing", _twice),
    ("RT-36", "Nama wilayah", "Name of the region", W, "Sumut dan Sumbagut adalah satu kantor", "two names, one office", warn("Sumut / Sumatera bagian utara")),
    ("RT-37", "Laju kasus tiga sumber", "Pace of cases in three sources", R, "dalam satu persen", "within one percent", _pace),
    ("RT-38", "Bagian JHT", "Share of JHT", W, "tren, cabang terhadap wilayah", "a trend, branch against region", warn("84,5 % · 83,5 % · 60,1 %")),
    ("RT-39", "Rata-rata JKM", "Mean JKM", W, "deret terputus: hak dan penggolongan beasiswa berubah", "break in series: law and classification", warn("27,83 · 27,80 · 41,37 juta")),
    ("RT-40", "Tingkat kembali kerja", "Return-to-work rate", P, "penyebut harus sama", "needs one denominator", ratio("F000-18", "F000-17")),
    ("RX-01", "Mojokerto 2016", "Mojokerto 2016", X, "selisih Rp1.000: salah ketik", "off by Rp1,000: a typing slip", _outside(99_910_272_776, 99_910_273_776, "")),
    ("RX-02", "Jawa Timur triwulan I 2021", "East Java Q1 2021", P, "tepat", "exact", _literal([69000, 8299, 2157, 19807], 99263)),
    ("RX-03", "Sumbagut 2016 (juta rupiah)", "Northern Sumatra 2016 (million)", R, "dibulatkan", "rounded", _literal([873200, 57650, 53440, 960], 985000, 500)),
    ("RX-04", "JKK nasional 2019", "National JKK 2019", X, "5,43 % dicetak 105,43 %", "5.43 % printed as 105.43 %", _outside(9420 * 10000 // 173415, 10543, "per 10.000")),
    ("RX-05", "JKK 2025 (ratusan)", "JKK 2025 (hundreds)", R, "hampir 240 ribu", "almost 240 thousand", _literal([2170, 190, 25], 2400, 20)),
    ("RX-06", "Rekening nonaktif", "Inactive accounts", W, "lebih banyak dari yang aktif", "more than the active ones", warn("20,30 juta > 19,61 juta")),
    ("RX-07", "Target konstruksi 2018", "Construction target 2018", R, "selisih 1 oleh pembulatan", "off by 1 by rounding", _literal([328969] * 4, 1315875, 2)),
]  # fmt: skip

TESTS = [Test(*row) for row in _ROWS]  # type: ignore[arg-type]
