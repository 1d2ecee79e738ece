"""The registry of indicators: every published figure has an id, a version, a definition and the query behind it.

An indicator's `sql` answers one row (value, numerator, denominator); `drill` answers the transactions behind it, one row
each, with a column `amount` or `count` that adds up to the value. Both take the parameters `offices`, `first` (start of
the period) and `as_of`. A changed definition is a new version beside the old one, never an edit.
"""

from lindung.performance import sources
from lindung.performance.definition import Indicator, Period, Unit

GROUPS = {
    "claims": ("Klaim dibayar", "Claims paid"),
    "membership": ("Kepesertaan", "Membership"),
    "contributions": ("Iuran", "Contributions"),
    "collection": ("Penagihan", "Collection"),
    "service": ("Pelayanan", "Service"),
    "base": ("Dasar perbandingan", "Base population"),
}

PROGRAMMES = {
    "JKK": ("Jaminan Kecelakaan Kerja", "Employment injury", "F002-05", "F002-06"),
    "JKM": ("Jaminan Kematian", "Death benefit", "F002-07", "F002-08"),
    "JHT": ("Jaminan Hari Tua", "Old-age savings", "F002-09", "F002-10"),
    "JP": ("Jaminan Pensiun", "Pension", "F002-11", "F002-12"),
}
_PAID = "claims_claim, claims_decision, claims_paymentorder"


def _programme(code: str) -> list[Indicator]:
    name_id, name_en, cases, amount = PROGRAMMES[code]
    where = f"programme = '{code}' and unit <> 'CHILD'"
    return [
        Indicator(
            f"claims.cases.{code.lower()}",
            "1",
            "claims",
            f"Kasus {code}",
            f"{code} cases",
            f"Jumlah klaim {name_id} yang manfaatnya sudah dibayar bank dalam masa laporan; beasiswa tidak termasuk.",
            f"{name_en} claims whose benefit the bank has paid in the period; scholarships left out.",
            f"count(paid claims where programme = {code}, not scholarship)",
            Unit.CASES,
            Period.YEAR_TO_DATE,
            _PAID,
            sources.count_paid(where),
            sources.drill_paid(where),
            figures={"pasuruan": cases},
        ),
        Indicator(
            f"claims.amount.{code.lower()}",
            "1",
            "claims",
            f"Rupiah {code}",
            f"{code} rupiah",
            f"Jumlah manfaat {name_id} (sebelum pajak) dari kasus yang sudah dibayar, ditambah koreksi berlabel.",
            f"{name_en} benefits before tax of the paid cases, plus labelled corrections.",
            "sum(gross of paid claims) + sum(labelled corrections)",
            Unit.RUPIAH,
            Period.YEAR_TO_DATE,
            _PAID + ", claims_correction",
            sources.sum_paid(where, code),
            sources.drill_paid(where, code),
            figures={"pasuruan": amount},
        ),
    ]


def _total(
    version: str, name_id: str, name_en: str, rule_id: str, rule_en: str, where: str, ids: dict[str, str]
) -> list[Indicator]:
    return [
        Indicator(
            "claims.cases.total",
            version,
            "claims",
            f"Jumlah kasus ({name_id})",
            f"All cases ({name_en})",
            rule_id,
            rule_en,
            f"count(paid claims where {where})",
            Unit.CASES,
            Period.YEAR_TO_DATE,
            _PAID,
            sources.count_paid(where),
            sources.drill_paid(where),
            figures={"pasuruan": ids["cases"]} if "cases" in ids else {},
        ),
        Indicator(
            "claims.amount.total",
            version,
            "claims",
            f"Jumlah rupiah ({name_id})",
            f"All rupiah ({name_en})",
            rule_id,
            rule_en,
            "sum(gross) + sum(labelled corrections)",
            Unit.RUPIAH,
            Period.YEAR_TO_DATE,
            _PAID + ", claims_correction",
            sources.sum_paid(where, "*"),
            sources.drill_paid(where, "*"),
            figures={"pasuruan": ids["amount"]} if "amount" in ids else {},
        ),
    ]


_SEGMENTS = {
    "PU": ("penerima upah (PU)", "wage earners", "F000-05"),
    "BPU": ("bukan penerima upah (BPU)", "non-wage earners", "F000-06"),
    "JAKON": ("jasa konstruksi", "construction workers", "F000-07"),
    "PMI": ("pekerja migran (PMI)", "migrant workers", ""),
}
_STOCKS = {"BPU": "F000-03, F001-04", "JAKON": "F000-04, F001-05", "PMI": "F000-28"}


def _segment(code: str) -> list[Indicator]:
    """Stock (but for PU, which stands above) and additions of a segment: an addition is never shown as a member."""
    name_id, name_en, addition = _SEGMENTS[code]
    made = [
        Indicator(
            f"membership.{code.lower()}.added", "1", "membership", f"Penambahan {name_id}", f"Additions, {name_en}",
            f"Peserta {name_id} yang bergabung atau aktif kembali dalam masa laporan (arus, bukan jumlah peserta).",
            f"{name_en.capitalize()} who joined or came back in the period (a flow, not a stock).",
            f"sum(sign of JOINED and REACTIVATED events, segment {code})", Unit.MEMBERS, Period.YEAR_TO_DATE,
            "coverage_spellevent", sources.added(code), sources.drill_added(code), figures={"jawa-timur": addition},
        )
    ]  # fmt: skip
    if code != "PU":
        made.insert(
            0,
            Indicator(
                f"membership.{code.lower()}.active", "1", "membership", f"Peserta {name_id} aktif", f"Active {name_en}",
                f"Masa perlindungan {name_id} yang berjalan pada akhir hari laporan.",
                f"Spells of cover of {name_en} running at the end of the day.",
                f"count(spells where segment = {code} and start <= as_of and (end is null or end > as_of))",
                Unit.MEMBERS, Period.AS_OF, "coverage_spell", sources.active(f"'{code}'"),
                sources.drill_active(f"'{code}'"), figures={"jawa-timur": _STOCKS[code]},
            ),
        )  # fmt: skip
    return made


def _leaving(code: str, kind: str) -> Indicator:
    """Who lapsed or who left, apart from each other."""
    name_id, name_en, _ = _SEGMENTS[code]
    said = {
        "LAPSED": ("gugur", "lapsed", "gugur karena tidak membayar", "lapsed because nothing was paid"),
        "EXITED": ("keluar", "left", "keluar (bukan karena tidak membayar)", "left for a reason other than not paying"),
    }[kind]
    return Indicator(
        f"membership.{code.lower()}.{kind.lower()}", "1", "membership", f"{_start(name_id)} {said[0]}",
        f"{_start(name_en)} {said[1]}", f"Peserta {name_id} yang {said[2]} dalam masa laporan.",
        f"{_start(name_en)} who {said[3]} in the period.", f"-sum(sign of {kind} events, segment {code})", Unit.MEMBERS,
        Period.YEAR_TO_DATE, "coverage_spellevent", sources.flow(kind, -1, code), sources.drill_flow(kind, -1, code),
    )  # fmt: skip


def _micro(code: str, who_id: str, who_en: str) -> Indicator:
    """A part of a segment, never added to it."""
    name_id, name_en, _ = _SEGMENTS[code]
    return Indicator(
        f"membership.{code.lower()}.micro", "1", "membership", f"Di antaranya usaha mikro: {name_id}",
        f"Among them micro-enterprises: {name_en}",
        f"Bagian dari peserta {name_id} aktif: {who_id} usaha yang pada tanggal laporan mikro dan punya NIB.",
        f"A part of the active {name_en}: {who_en} of enterprises that on the day are micro and have a business number.",
        f"count(running {code} spells where employer class = MICRO and nib <> '')", Unit.MEMBERS, Period.AS_OF,
        "coverage_spell, registry_employerclass, segments_jointorder", sources.micro(code), sources.drill_micro(code),
    )  # fmt: skip


def _start(text: str) -> str:
    return text[0].upper() + text[1:]


INDICATORS: tuple[Indicator, ...] = (
    *_total(
        "programme", "kasus program", "programme cases",
        "Kasus = klaim program yang dibayar (JKK, JKM, JHT, JP, JKP). Beasiswa anak tidak dihitung sebagai kasus.",
        "A case is a paid programme claim (JKK, JKM, JHT, JP, JKP). A child's scholarship is not a case.",
        "unit <> 'CHILD'", {},
    ),
    *_total(
        "2021", "dengan beasiswa", "with scholarships",
        "Kasus = klaim program yang dibayar ditambah anak penerima beasiswa; tiap anak dihitung satu.",
        "A case is a paid programme claim or a child receiving a scholarship; each child counts one.",
        "true", {"cases": "F002-03", "amount": "F002-04"},
    ),
    *(indicator for code in PROGRAMMES for indicator in _programme(code)),
    Indicator(
        "claims.children.scholarship", "1", "claims", "Anak penerima beasiswa", "Children with a scholarship",
        "Jumlah anak yang beasiswanya dibayar dalam masa laporan; satu anak dihitung satu kali.",
        "Children whose scholarship was paid in the period; a child counts once.",
        "sum(units of paid scholarship claims)", Unit.CHILDREN, Period.YEAR_TO_DATE, _PAID,
        sources.count_paid("unit = 'CHILD'"), sources.drill_paid("unit = 'CHILD'"), figures={"pasuruan": "F002-13"},
    ),
    Indicator(
        "claims.amount.scholarship", "1", "claims", "Rupiah beasiswa", "Scholarship rupiah",
        "Jumlah beasiswa yang dibayar dalam masa laporan.", "Scholarships paid in the period.",
        "sum(gross of paid scholarship claims)", Unit.RUPIAH, Period.YEAR_TO_DATE, _PAID,
        sources.sum_paid("unit = 'CHILD'", ""), sources.drill_paid("unit = 'CHILD'"), figures={"pasuruan": "F002-14"},
    ),
    Indicator(
        "membership.pu.active", "1", "membership", "Tenaga kerja PU aktif", "Active wage earners",
        "Masa perlindungan penerima upah yang berjalan pada akhir hari laporan; satu orang di dua pemberi kerja dihitung dua.",
        "Wage-earner spells of cover running at the end of the day; a person at two employers counts twice.",
        "count(spells where segment = PU and start <= as_of and (end is null or end > as_of))",
        Unit.MEMBERS, Period.AS_OF, "coverage_spell", sources.ACTIVE_PU, sources.DRILL_ACTIVE_PU,
        figures={"jawa-timur": "F000-02, F001-03"},
    ),
    Indicator(
        "membership.pu.persons", "1", "membership", "Orang PU aktif", "Active wage-earning persons",
        "Orang yang mempunyai sedikitnya satu masa perlindungan penerima upah berjalan pada tanggal laporan.",
        "Persons with at least one running wage-earner spell on the day.",
        "count(distinct person of running PU spells)", Unit.PERSONS, Period.AS_OF, "coverage_spell",
        sources.PERSONS_PU, sources.DRILL_PERSONS_PU,
    ),
    Indicator(
        "membership.pu.joined", "1", "membership", "PU bergabung", "Wage earners joined",
        "Peserta baru penerima upah dalam masa laporan (arus, bukan jumlah peserta).",
        "New wage earners in the period (a flow, not a stock).",
        "sum(sign of JOINED events)", Unit.MEMBERS, Period.YEAR_TO_DATE, "coverage_spellevent",
        sources.flow("JOINED"), sources.drill_flow("JOINED"),
    ),
    Indicator(
        "membership.pu.reactivated", "1", "membership", "PU aktif kembali", "Wage earners reactivated",
        "Peserta yang pernah keluar dan aktif kembali dalam masa laporan.",
        "Members who had left and became active again in the period.",
        "sum(sign of REACTIVATED events)", Unit.MEMBERS, Period.YEAR_TO_DATE, "coverage_spellevent",
        sources.flow("REACTIVATED"), sources.drill_flow("REACTIVATED"),
    ),
    Indicator(
        "membership.pu.exited", "1", "membership", "PU keluar", "Wage earners exited",
        "Peserta penerima upah yang keluar dalam masa laporan.", "Wage earners who exited in the period.",
        "-sum(sign of EXITED events)", Unit.MEMBERS, Period.YEAR_TO_DATE, "coverage_spellevent",
        sources.flow("EXITED", -1), sources.drill_flow("EXITED", -1),
    ),
    Indicator(
        "membership.employers.active", "1", "membership", "Pemberi kerja aktif", "Active employers",
        "Pemberi kerja berstatus aktif dengan sedikitnya satu tenaga kerja terlindungi pada tanggal laporan.",
        "Employers with status active and at least one covered worker on the day.",
        "count(employers active with a running spell)", Unit.EMPLOYERS, Period.AS_OF,
        "registry_employer, coverage_spell", sources.ACTIVE_EMPLOYERS, sources.DRILL_ACTIVE_EMPLOYERS,
        figures={"jawa-timur": "F000-01, F001-01"},
    ),
    Indicator(
        "membership.pu.per_employer", "1", "membership", "Tenaga kerja PU tiap pemberi kerja",
        "Wage earners per employer",
        "Masa perlindungan penerima upah yang berjalan dibagi pemberi kerja aktif, keduanya menurut angkanya sendiri.",
        "Running wage-earner spells over active employers, each as its own figure counts.",
        "membership.pu.active / membership.employers.active", Unit.MEAN, Period.AS_OF,
        "coverage_spell, registry_employer", sources.PER_EMPLOYER, sources.DRILL_ACTIVE_PU,
        "Tenaga kerja PU aktif", "Pemberi kerja aktif",
    ),
    *(indicator for code in _SEGMENTS for indicator in _segment(code)),
    _micro("PU", "pekerja", "workers"),
    _micro("BPU", "pemilik", "owners"),
    _leaving("BPU", "LAPSED"),
    _leaving("BPU", "EXITED"),
    _leaving("JAKON", "EXITED"),
    Indicator(
        "membership.workers.active", "1", "membership", "Tenaga kerja aktif semua segmen", "Active workers of all segments",
        "Masa perlindungan yang berjalan pada akhir hari laporan: penerima upah, bukan penerima upah, jasa konstruksi,"
        " pekerja migran.",
        "Spells of cover running at the end of the day: wage earners, non-wage earners, construction and migrant workers.",
        "count(spells where start <= as_of and (end is null or end > as_of))", Unit.MEMBERS, Period.AS_OF,
        "coverage_spell", sources.active("'PU', 'BPU', 'JAKON', 'PMI'"),
        sources.drill_active("'PU', 'BPU', 'JAKON', 'PMI'"),
    ),
    Indicator(
        "membership.workers.active", "2018", "membership", "Tenaga kerja aktif, tiga segmen",
        "Active workers of three segments",
        "Masa perlindungan yang berjalan pada akhir hari laporan: penerima upah, bukan penerima upah, jasa konstruksi;"
        " pekerja migran disebut tersendiri.",
        "Spells of cover running at the end of the day: wage earners, non-wage earners, construction workers; migrant"
        " workers are told apart.",
        "count(spells of PU, BPU, JAKON where start <= as_of and (end is null or end > as_of))", Unit.MEMBERS,
        Period.AS_OF, "coverage_spell", sources.active("'PU', 'BPU', 'JAKON'"),
        sources.drill_active("'PU', 'BPU', 'JAKON'"), figures={"jawa-timur": "F001-02"},
    ),
    Indicator(
        "membership.pmi.companies", "1", "membership", "Perusahaan penempatan pekerja migran (P3MI)",
        "Placement companies of migrant workers",
        "Perusahaan yang menempatkan sedikitnya satu pekerja migran terlindungi pada akhir hari laporan.",
        "Companies that placed at least one migrant worker covered at the end of the day.",
        "count(distinct employer of running PMI spells)", Unit.EMPLOYERS, Period.AS_OF,
        "coverage_spell, registry_employer", sources.PLACERS, sources.DRILL_PLACERS,
        figures={"jawa-timur": "F000-27"},
    ),
    Indicator(
        "membership.pu.coverage", "1", "membership", "Cakupan PU terhadap angkatan kerja", "PU share of the labour force",
        "Orang PU aktif dibagi angkatan kerja wilayah kantor. Angkatan kerja termasuk penganggur dan bukan penerima upah.",
        "Active wage-earning persons over the labour force of the territory, which includes the unemployed and others.",
        "membership.pu.persons / base.labour_force", Unit.SHARE, Period.AS_OF, "coverage_spell, performance_snapshot",
        sources.COVERAGE, sources.DRILL_PERSONS_PU, "Orang PU aktif", "Angkatan kerja (impor)",
    ),
    Indicator(
        "contributions.billed", "1", "contributions", "Iuran ditagih", "Contributions billed",
        "Jumlah tagihan iuran yang diterbitkan dalam masa laporan, setelah koreksi.",
        "Contribution bills issued in the period, net of corrections.",
        "sum(bill total)", Unit.RUPIAH, Period.YEAR_TO_DATE, "contributions_bill", sources.BILLED, sources.DRILL_BILLED,
    ),
    Indicator(
        "contributions.received", "1", "contributions", "Iuran diterima", "Contributions received",
        "Uang yang diterima dari pemberi kerja dalam masa laporan, termasuk yang belum dialokasikan.",
        "Money received from employers in the period, including what is not yet allocated.",
        "sum(receipt amount)", Unit.RUPIAH, Period.YEAR_TO_DATE, "contributions_receipt",
        sources.RECEIVED, sources.DRILL_RECEIVED,
    ),
    Indicator(
        "contributions.arrears", "1", "contributions", "Piutang iuran lewat tempo", "Contributions overdue",
        "Bagian tagihan yang jatuh temponya sudah lewat dan belum terbayar.",
        "The unpaid part of bills whose due date has passed.",
        "sum(total - allocated where due_on < as_of)", Unit.RUPIAH, Period.AS_OF,
        "contributions_bill, contributions_allocation", sources.ARREARS, sources.DRILL_ARREARS,
    ),
    Indicator(
        "contributions.employers_in_arrears", "1", "contributions", "Pemberi kerja menunggak", "Employers in arrears",
        "Pemberi kerja dengan sedikitnya satu tagihan lewat tempo yang belum lunas.",
        "Employers with at least one overdue bill not fully paid.",
        "count(distinct employer with overdue balance > 0)", Unit.EMPLOYERS, Period.AS_OF,
        "contributions_bill, contributions_allocation", sources.EMPLOYERS_IN_ARREARS, sources.DRILL_EMPLOYERS_IN_ARREARS,
    ),
    Indicator(
        "contributions.collection_rate", "1", "contributions", "Tingkat penagihan", "Collection rate",
        "Bagian tagihan yang sudah jatuh tempo tahun ini yang sudah dibayar.",
        "The paid part of this year's bills that have fallen due.",
        "allocated / billed, of bills due in the period", Unit.SHARE, Period.YEAR_TO_DATE,
        "contributions_bill, contributions_allocation", sources.COLLECTION, sources.DRILL_COLLECTION,
        "Terbayar", "Jatuh tempo",
    ),
    Indicator(
        "collection.employers_collected", "1", "collection", "Pemberi kerja menunggak yang tertagih",
        "Employers in arrears collected",
        "Pemberi kerja yang perkara tunggakannya berakhir dalam masa laporan karena pokok, denda, dan sanksinya lunas;"
        " satu pemberi kerja dihitung satu kali. Janji bayar dan rencana angsuran belum tertagih.",
        "Employers whose case of arrears ended in the period because principal, penalty and fines were paid; an employer"
        " counts once. A promise or an instalment plan is not collected yet.",
        "count(distinct employer of cases ARREARS with outcome PAID, closed in the period)", Unit.EMPLOYERS,
        Period.YEAR_TO_DATE, "collection_case", sources.EMPLOYERS_COLLECTED, sources.DRILL_EMPLOYERS_COLLECTED,
        figures={"jawa-timur": "F001-19"},
    ),
    Indicator(
        "collection.of_target", "1", "collection", "Tertagih dari target", "Collected of the target",
        "Pemberi kerja menunggak yang tertagih dibagi target kantor untuk masa yang memuat tanggal laporan.",
        "Employers in arrears collected over the office's target for the period that holds the day.",
        "collection.employers_collected / target(collection.employers_collected)", Unit.SHARE, Period.YEAR_TO_DATE,
        "collection_case, performance_target", sources.COLLECTED_OF_TARGET, sources.DRILL_EMPLOYERS_COLLECTED,
        "Tertagih", "Target",
    ),
    Indicator(
        "service.paid_on_time", "1", "service", "Klaim dibayar tepat waktu", "Claims paid on time",
        "Klaim yang dibayar selambatnya pada batas waktu hukum, dibagi klaim dibayar yang punya batas waktu.",
        "Claims paid by the legal limit over paid claims that have one.",
        "count(paid_on <= due_on) / count(due_on not null)", Unit.SHARE, Period.YEAR_TO_DATE, _PAID,
        sources.ON_TIME, sources.DRILL_ON_TIME, "Tepat waktu", "Dibayar",
    ),
    Indicator(
        "service.days_median", "1", "service", "Median hari pengajuan ke uang", "Median days from request to money",
        "Median hari kalender dari pengajuan pertama sampai uang dibayar bank.",
        "Median calendar days from the first request until the bank paid.",
        "percentile_disc(0.5) of paid_on - submitted_on", Unit.DAYS, Period.YEAR_TO_DATE, _PAID,
        sources.days(0.5), sources.DRILL_DAYS,
    ),
    Indicator(
        "service.days_p90", "1", "service", "Persentil 90 hari pengajuan ke uang", "90th percentile days to money",
        "Sembilan dari sepuluh klaim dibayar dalam sekian hari kalender sejak pengajuan.",
        "Nine of ten claims were paid within this many calendar days from the request.",
        "percentile_disc(0.9) of paid_on - submitted_on", Unit.DAYS, Period.YEAR_TO_DATE, _PAID,
        sources.days(0.9), sources.DRILL_DAYS,
    ),
    Indicator(
        "service.returned", "1", "service", "Klaim dikembalikan", "Claims returned",
        "Klaim yang pernah dikembalikan untuk dilengkapi, dibagi klaim yang diputus dalam masa laporan.",
        "Claims ever returned for completion over claims decided in the period.",
        "count(distinct claims with a RETURN decision) / count(distinct decided claims)", Unit.SHARE,
        Period.YEAR_TO_DATE, "claims_decision", sources.decided("RETURN"), sources.drill_decided("RETURN"),
        "Dikembalikan", "Diputus",
    ),
    Indicator(
        "service.rejected", "1", "service", "Klaim ditolak", "Claims rejected",
        "Klaim yang ditolak dengan dasar hukum, dibagi klaim yang diputus. Dikembalikan bukan ditolak.",
        "Claims rejected with a legal reason over claims decided. Returned is not rejected.",
        "count(distinct claims with a REJECT decision) / count(distinct decided claims)", Unit.SHARE,
        Period.YEAR_TO_DATE, "claims_decision", sources.decided("REJECT"), sources.drill_decided("REJECT"),
        "Ditolak", "Diputus",
    ),
    Indicator(
        "base.labour_force", "1", "base", "Angkatan kerja wilayah", "Labour force of the territory",
        "Jumlah angkatan kerja kabupaten dan kota dalam wilayah kantor, dari angka yang diimpor dengan sumbernya.",
        "Labour force of the districts in the office's territory, from imported figures with their source.",
        "sum(imported district figures)", Unit.PERSONS, Period.AS_OF, "performance_snapshot (impor)",
        sources.LABOUR_FORCE, sources.DRILL_LABOUR_FORCE,
    ),
)  # fmt: skip

BY_KEY = {(i.id, i.version): i for i in INDICATORS}
DEFINITIONS = ("programme", "2021")
"""The two definitions of "case" a report can be read under."""


def in_report(definition: str) -> list[Indicator]:
    """The indicators of the office report under one definition of "case"."""
    return [
        i for i in INDICATORS if i.id not in ("claims.cases.total", "claims.amount.total") or i.version == definition
    ]
