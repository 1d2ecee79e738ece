"""Proofs of collection: what is owed is the receivables of the books; plans add up; fines are their accounts."""

from datetime import date
from typing import Any

from lindung.base.db import rows, scalar, system
from lindung.base.proofs import Proof
from lindung.collection import owed
from lindung.collection.services.common import WAITING
from lindung.ledger.chart import Acc

PAGE = 20
ACCOUNTS = {
    "jkk": Acc.JKK_RECEIVABLE,
    "jkm": Acc.JKM_RECEIVABLE,
    "jht": Acc.JHT_RECEIVABLE,
    "jp": Acc.JP_RECEIVABLE,
    "jkp": Acc.JKP_RECEIVABLE,
}


def proofs() -> list[Proof]:
    """All proofs of the package."""
    return [_ageing(), _snapshots(), _plans(), _fines(), _fine_money(), _steps(), _waiting(), _findings()]


def _page(sql: str, params: dict[str, Any] | None = None) -> tuple[dict[str, Any], ...]:
    return tuple(rows(f"select * from ({sql}) offenders limit {PAGE}", params))


def _ageing() -> Proof:
    """Bill by bill what is owed, against the receivable accounts, per office and fund."""
    with system():
        owed.fill(date.max, charge=False)
        sides = ", ".join(f"({int(account)}, o.{part})" for part, account in ACCOUNTS.items())
        compared = f"""
          select coalesce(o.office_id, p.office_id) as office_id, coalesce(o.account_id, p.account_id) as account_id,
            coalesce(o.amount, 0)::bigint as owed, coalesce(p.amount, 0)::bigint as booked
          from (select o.office_id, v.account_id, sum(v.amount) as amount from {owed.TABLE} o,
                  lateral (values {sides}, ({int(Acc.PENALTY_RECEIVABLE)}, o.penalty)) v(account_id, amount)
                group by 1, 2) o
          full join (select office_id, account_id, sum(amount) as amount from ledger_posting
                where account_id = any(%(accounts)s) group by 1, 2) p
            on p.office_id = o.office_id and p.account_id = o.account_id"""
        values = {"accounts": [*map(int, ACCOUNTS.values()), int(Acc.PENALTY_RECEIVABLE)]}
        total = rows(
            "select coalesce(sum(owed), 0)::bigint as owed, coalesce(sum(booked), 0)::bigint as booked"
            f" from ({compared}) x",
            values,
        )[0]
        wrong = _page(f"select * from ({compared}) x where owed <> booked order by 1, 2", values)
    return Proof(
        "collection.ageing",
        "Piutang per tagihan sama dengan akun piutang",
        "What bills owe equals the receivable accounts",
        int(total["owed"]),
        int(total["booked"]),
        wrong,
    )


def _snapshots() -> Proof:
    """Every kept day against the books of that day."""
    compared = """
      select d.day, d.office_id, d.kept, coalesce((select sum(p.amount) from ledger_posting p
        where p.office_id = d.office_id and p.account_id = any(%(accounts)s) and p.booked_on <= d.day), 0)::bigint as
          booked
      from (select day, office_id, sum(overdue + not_due)::bigint as kept from collection_receivable
            where day in (select distinct day from collection_receivable order by 1 desc limit 3) group by 1, 2) d"""
    values = {"accounts": [int(a) for a in ACCOUNTS.values()]}
    total = rows(
        "select coalesce(sum(kept), 0)::bigint as kept, coalesce(sum(booked), 0)::bigint as booked"
        f" from ({compared}) x",
        values,
    )[0]
    return Proof(
        "collection.snapshots",
        "Piutang yang disimpan per hari sama dengan pembukuan hari itu",
        "The receivables kept of a day equal the books of that day",
        int(total["kept"]),
        int(total["booked"]),
        _page(f"select * from ({compared}) x where kept <> booked order by 1, 2", values),
    )


def _plans() -> Proof:
    compared = (
        "select p.id as plan_id, p.total, coalesce(sum(t.amount), 0)::bigint as of_parts, count(t.id) as parts_made,"
        " p.parts from collection_plan p left join collection_planpart t on t.plan_id = p.id group by p.id"
    )
    total = rows(
        "select coalesce(sum(total), 0)::bigint as total, coalesce(sum(of_parts), 0)::bigint as of_parts"
        f" from ({compared}) x"
    )[0]
    return Proof(
        "collection.plans",
        "Angsuran sama dengan rencananya",
        "Instalments add up to their plan",
        int(total["of_parts"]),
        int(total["total"]),
        _page(f"select * from ({compared}) x where total <> of_parts or parts <> parts_made order by 1"),
    )


def _fines() -> Proof:
    charged = int(scalar("select coalesce(sum(amount), 0) from collection_fine"))
    paid = int(scalar("select coalesce(sum(amount), 0) from collection_finepayment"))
    booked = int(
        scalar("select coalesce(sum(amount), 0) from ledger_posting where account_id = %s", [int(Acc.FINE_RECEIVABLE)])
    )
    return Proof(
        "collection.fines",
        "Denda administratif dikurangi pembayarannya sama dengan akun piutangnya",
        "Administrative fines less what was paid equal their receivable account",
        charged - paid,
        booked,
        _page(
            "select f.id as fine_id, f.amount, sum(p.amount)::bigint as paid from collection_fine f"
            " join collection_finepayment p on p.fine_id = f.id group by f.id having sum(p.amount) > f.amount"
            " order by 1"
        ),
    )


def _fine_money() -> Proof:
    used = int(scalar("select coalesce(sum(amount), 0) from contributions_receiptuse where kind = 'FINE'"))
    income = -int(
        scalar("select coalesce(sum(amount), 0) from ledger_posting where account_id = %s", [int(Acc.FINE_INCOME)])
    )
    return Proof(
        "collection.fine_money",
        "Uang untuk denda administratif sama dengan pendapatannya",
        "Money used for administrative fines equals their income",
        used,
        income,
        _page(
            "select u.id as use_id, u.amount, p.id as payment_id from contributions_receiptuse u"
            " full join collection_finepayment p on p.entry_id = u.entry_id"
            " where (u.kind = 'FINE' or p.id is not null) and (u.amount is distinct from p.amount) order by 1"
        ),
    )


def _steps() -> Proof:
    """What a case, a promise, a plan became is said once by a step."""
    wrong = _page(
        "select 'case' as what, c.id from collection_case c where not c.open and not exists (select 1 from"
        " collection_step s where s.key = 'case:' || c.id || ':CLOSED')"
        " union all select 'promise', p.id from collection_promise p where p.state <> 'OPEN' and not exists (select 1"
        " from collection_step s where s.key = 'promise:' || p.id || ':' || p.state)"
        " union all select 'plan', p.id from collection_plan p where p.state in ('DONE', 'BREACHED') and not exists"
        " (select 1 from collection_step s where s.key = 'plan:' || p.id || ':' || p.state)"
    )
    return Proof(
        "collection.steps",
        "Setiap perubahan keadaan punya satu langkah",
        "Every change of state is told by one step",
        len(wrong),
        0,
        wrong,
    )


def _waiting() -> Proof:
    """In a closed case nobody can decide."""
    wrong = _page(
        "select c.id as case_id, c.number, w.step, w.day from collection_case c"
        f" join ({WAITING}) w on w.case_id = c.id where not c.open order by 1, 3"
    )
    return Proof(
        "collection.waiting",
        "Tidak ada usulan yang menunggu dalam perkara yang sudah ditutup",
        "No proposal waits in a case that is closed",
        len(wrong),
        0,
        wrong,
    )


def _findings() -> Proof:
    parts = ("jkk", "jkm", "jht_employer", "jht_worker", "jp_employer", "jp_worker")
    found = rows(
        "select coalesce(sum(total), 0)::bigint as total,"
        f" coalesce(sum({' + '.join(parts)}), 0)::bigint as parts from collection_finding"
    )[0]
    return Proof(
        "collection.findings",
        "Temuan pemeriksaan sama dengan jumlah programnya",
        "Findings add up over their programmes",
        int(found["parts"]),
        int(found["total"]),
        (),
    )
