"""Proofs of the claims: decisions, parts, payments and books tell the same, to the rupiah."""

from collections.abc import Iterator

from lindung.base.db import fetch
from lindung.base.proofs import Proof
from lindung.claims import once
from lindung.claims.owing import OWED
from lindung.claims.services.booking import PAYABLE
from lindung.claims.services.correct import OVERPAID
from lindung.ledger.chart import Acc

DEATH_SQL, DAILY_SQL, ONCE_SQL = ("{" + ",".join(names) + "}" for names in (once.DEATH, once.ONCE_A_DAY, once.ONCE))
_LIVE = "o.status <> 'VOID' and not exists (select 1 from claims_paymentorder r where r.replaces_id = o.id)"
_PLAIN = (
    "not exists (select 1 from claims_decision k where k.claim_id = {0}.claim_id and k.correction"
    " and k.status = 'APPROVED')"
)
_AWARDS = "claims_decision d join claims_claim c on c.id = d.claim_id and d.status = 'APPROVED' and d.kind = 'AWARD'"


def proofs() -> list[Proof]:
    """All proofs of the package over what the caller may see (an act sees everything)."""
    return [*_decisions(), *_books(), *_payments(), *_states()]


def _one(sql: str, params: list[object] | None = None) -> int:
    return int(fetch(sql, params)[0][0] or 0)


def _balance(account: Acc) -> int:
    return _one("select coalesce(sum(amount), 0) from ledger_posting where account_id = %s", [int(account)])


def _offenders(sql: str, *names: str) -> tuple[dict[str, object], ...]:
    return tuple(dict(zip(names, row, strict=True)) for row in fetch(sql + " limit 25"))


def _decisions() -> Iterator[Proof]:
    parts = _one(f"select sum(b.amount) from claims_benefitpart b join {_AWARDS} on d.id = b.decision_id")
    yield Proof(
        "claims.parts",
        "Bagian manfaat = jumlah bersih keputusan",
        "Benefit parts = net of the decisions",
        parts,
        _one(f"select sum(d.net) from {_AWARDS}"),
        _offenders(
            f"select c.number, d.net, coalesce(x.amount, 0) from {_AWARDS} left join (select decision_id, sum(amount)"
            " as amount"
            " from claims_benefitpart group by 1) x on x.decision_id = d.id where coalesce(x.amount, 0) <> d.net",
            "claim", "net", "parts",
        ),
    )  # fmt: skip
    yield Proof(
        "claims.orders",
        "Perintah bayar = bagian penerima",
        "Payment orders = the payees' parts",
        _one(f"select sum(amount) from claims_paymentorder o where {_LIVE} and {_PLAIN.format('o')}"),
        _one(
            f"select sum(b.amount) from claims_benefitpart b join {_AWARDS} on d.id = b.decision_id where exists"
            " (select 1"
            " from claims_paymentorder o where o.decision_id = b.decision_id and o.payee_name = b.payee_name"
            " and o.relative_id is not distinct from b.relative_id)"
            f" and {_PLAIN.format('b')}"
        ),
        _offenders(
            "select o.decision_id, o.payee_name, count(*) from claims_paymentorder o where "
            f"{_LIVE} group by o.decision_id, o.relative_id, o.payee_name having count(*) > 1",
            "decision", "payee", "orders",
        ),
    )  # fmt: skip
    corrected = "select array_agg(distinct claim_id) from claims_decision where correction and status = 'APPROVED'"
    held = OWED.replace("%(claims)s", f"({corrected})::bigint[]")
    wrong = _offenders(
        f"select h.claim_id, h.payee_name, h.awarded, h.ordered, h.owed from ({held}) h"
        " where h.ordered > h.awarded + h.owed or h.owed < 0",
        "claim", "payee", "awarded", "ordered", "owed",
    )  # fmt: skip
    yield Proof(
        "claims.corrected",
        "Klaim yang dibetulkan tidak membayar lebih dari haknya dan piutangnya",
        "Corrected claims order no more than what is due and owed back",
        len(wrong),
        0,
        wrong,
    )


def _books() -> Iterator[Proof]:
    for programme, account in PAYABLE.items():
        net = _one(f"select sum(d.net) from {_AWARDS} where c.programme = %s", [programme])
        left = _one(
            "select sum(o.amount) from claims_paymentorder o join claims_claim c on c.id = o.claim_id where"
            " c.programme = %s"
            " and o.replaces_id is null and o.status in ('PAID', 'FAILED', 'REVERSED')",
            [programme],
        )
        owed = _one(
            "select sum(o.amount) from claims_overpayment o join claims_claim c on c.id = o.claim_id"
            " where c.programme = %s",
            [programme],
        )
        corrected = _one("select sum(amount) from claims_correction where programme = %s", [programme])
        yield Proof(
            f"claims.payable.{programme.lower()}",
            f"Utang manfaat {programme} = keputusan dan koreksi - yang sudah dijawab bank",
            f"{programme} payable = decisions and corrections - what the bank has answered",
            -_balance(account),
            net + corrected + owed - left,
        )
        yield Proof(
            f"claims.overpaid.{programme.lower()}",
            f"Lebih bayar {programme} dalam buku = yang harus kembali",
            f"{programme} paid too much in the books = what is owed back",
            _balance(OVERPAID[programme]),
            owed,
        )
    yield Proof(
        "claims.tax",
        "Pajak JHT terutang = pajak dalam keputusan",
        "JHT tax payable = tax in the decisions",
        -_balance(Acc.JHT_TAX),
        _one(f"select sum(d.tax) from {_AWARDS} where c.programme = 'JHT'"),
    )
    yield Proof(
        "claims.withdrawals",
        "Pembayaran dari rekening peserta = keputusan JHT",
        "Withdrawals from members' accounts = JHT decisions",
        -_one(
            "select sum(m.amount) from ledger_memberposting m join ledger_entry e on e.id = m.entry_id and e.kind ="
            " 'AWARD'"
            " where m.account_id = %s and m.kind = 'WITHDRAWAL'",
            [int(Acc.JHT_MEMBERS)],
        ),
        _one(f"select sum(d.gross) from {_AWARDS} where c.programme = 'JHT'"),
    )


def _payments() -> Iterator[Proof]:
    yield Proof(
        "claims.cash_out",
        "Keluar dari rekening pembayaran = pembayaran yang diterima",
        "Out of the payment account = payments received",
        -_balance(Acc.CASH_OUT),
        _one("select sum(amount) from claims_paymentorder where status = 'PAID'"),
    )
    yield Proof(
        "claims.returned",
        "Pembayaran gagal dalam buku = yang belum berhasil diulang",
        "Returned payments in the books = those not repeated with success",
        -_balance(Acc.RETURNED_PAYMENTS),
        _one(
            "with recursive chain as (select id, id as root, amount from claims_paymentorder where replaces_id is null"
            " union all select o.id, c.root, o.amount from claims_paymentorder o join chain c on o.replaces_id = c.id)"
            " select sum(f.amount) from claims_paymentorder f where f.replaces_id is null and f.status in ('FAILED',"
            " 'REVERSED')"
            " and not exists (select 1 from chain c join claims_paymentorder p on p.id = c.id and p.status = 'PAID'"
            " where c.root = f.id)"
        ),
    )
    yield Proof(
        "claims.batches",
        "Isi daftar pembayaran = jumlahnya",
        "Lines of the payout batches = their totals",
        _one("select sum(o.amount) from claims_paymentorder o where o.batch_id is not null"),
        _one("select sum(amount) from claims_payoutbatch"),
        _offenders(
            "select b.number, b.orders, b.amount, count(o.id), coalesce(sum(o.amount), 0) from claims_payoutbatch b"
            " left join claims_paymentorder o on o.batch_id = b.id group by b.id"
            " having count(o.id) <> b.orders or coalesce(sum(o.amount), 0) <> b.amount",
            "batch", "orders", "amount", "lines", "lines_amount",
        ),
    )  # fmt: skip


def _states() -> Iterator[Proof]:
    twice = _offenders(
        f"""
        select string_agg(distinct x.number, ', '), x.what from (
          select coalesce(p.merged_into_id, p.id) as kept, c.id, c.number, c.programme,
            case when b.component = any('{DEATH_SQL}') and (c.programme = 'JKM' or c.ground = 'DEATH')
              then 'death ' || b.component
              else c.programme || ' ' || b.component || case when b.component = any('{DAILY_SQL}')
                then ' ' || c.event_on else '' end || case b.component when 'SCHOLARSHIP'
                then ' ' || coalesce(c.facts ->> 'payee', '') else '' end end as what
          from {_AWARDS} join claims_benefitpart b on b.decision_id = d.id join registry_person p on p.id = c.person_id
          where c.programme in ('JKM', 'JKK', 'JP') and c.facts ->> 'further' is null
            and b.component = any('{DEATH_SQL}'::text[] || '{DAILY_SQL}'::text[] || '{ONCE_SQL}'::text[])
          group by 1, 2, 3, 4, 5 having sum(b.amount) > 0) x
        group by x.kept, x.what having count(distinct x.id) > 1
        union all
        select string_agg(distinct c.number, ', '), 'death by two programmes' from {_AWARDS}
        join claims_benefitpart b on b.decision_id = d.id and b.component = any('{DEATH_SQL}')
        join registry_person p on p.id = c.person_id
        where c.programme = 'JKM' or c.programme = 'JKK' and c.ground = 'DEATH'
        group by coalesce(p.merged_into_id, p.id) having count(distinct c.programme) > 1
          and min(b.amount) > 0
        """,
        "claims", "benefit",
    )  # fmt: skip
    yield Proof(
        "claims.once",
        "Tidak ada manfaat yang diputus dua kali untuk satu orang",
        "No benefit is awarded twice for one person",
        len(twice),
        0,
        twice,
    )
    wrong = _offenders(
        "select c.number, c.outcome from claims_claim c where c.outcome = 'PAID' and (exists (select 1 from"
        " claims_paymentorder"
        f" o where o.claim_id = c.id and o.status <> 'PAID' and {_LIVE})"
        " or not exists (select 1 from claims_paymentorder o where o.claim_id = c.id))",
        "claim", "outcome",
    )  # fmt: skip
    yield Proof(
        "claims.paid_is_paid",
        "Klaim selesai dibayar hanya bila semua pembayarannya diterima",
        "A claim is paid only when all its payments are received",
        len(wrong),
        0,
        wrong,
    )
    silent = _offenders(
        "select c.number, c.status from claims_claim c where not exists (select 1 from claims_claimevent e"
        " where e.claim_id = c.id)",
        "claim", "status",
    )  # fmt: skip
    yield Proof(
        "claims.events",
        "Setiap klaim punya riwayat",
        "Every claim has a history",
        len(silent),
        0,
        silent,
    )
