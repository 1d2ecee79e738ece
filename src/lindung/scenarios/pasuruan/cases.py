"""The claims of a window of decision days: asked for, decided by one, approved by another, paid through the bank."""

from collections.abc import Sequence
from datetime import date

from lindung.base.db import rows
from lindung.claims import services as claims
from lindung.claims.errors import ClaimRefused
from lindung.claims.services import Answer, NewClaim, Recorded
from lindung.registry import services as registry
from lindung.registry.services import NewAccount
from lindung.scenarios.pasuruan import calendar
from lindung.scenarios.pasuruan.plan import Case
from lindung.scenarios.pasuruan.setup import BANKS
from lindung.scenarios.pasuruan.world import World, moment

NO_SUCH_ACCOUNT = "Rekening tujuan tidak ditemukan"


def days_of(number: int, half: int) -> list[date]:
    """The decision days of half a calendar month of 2021: up to the 13th, and from the 15th."""
    return [d for d in calendar.decision_days() if d.month == number and (d.day < 14) == (half == 0)]


def window(world: World, number: int, half: int) -> int:
    """All cases decided in half a month."""
    done = 0
    for on in days_of(number, half):
        ordinary = [c for c in world.plan.cases if c.on == on]
        done += decide_and_pay(world, on, ordinary, [c for c in world.plan.children if c.on == on])
    return done


def decide_and_pay(world: World, on: date, cases: Sequence[Case], children: Sequence[Case]) -> int:
    """One day of decisions: every case to the money, in the order of the work."""
    if not cases and not children:
        return 0
    ids: dict[str, int] = {}
    _ask_jht(world, [c for c in cases if c.programme == "JHT" and c.ground != "DEATH"], ids)
    _report_deaths(world, [c for c in cases if c.programme == "JKM"], ids)
    _record(world, [c for c in cases if c.programme in ("JKK", "JP")] + list(children), ids)
    _return_some(world, [c for c in cases if c.way == "RETURNED"], ids)
    wanted = list(ids.values())
    proposed = _good(claims.propose_many(wanted, world.user("klaim"), at=moment(on, 10), on=on))
    _good(claims.approve_many([p.decision_id for p in proposed], world.user("penyetuju"), at=moment(on, 14), on=on))
    every = [*cases, *children]
    for pay_on in sorted({c.pay_on for c in every}):
        mine = [c for c in every if c.pay_on == pay_on]
        _pay(world, pay_on, [_id(c, ids) for c in mine], {ids[c.key] for c in mine if c.way == "FAILED"})
    failed = [c for c in cases if c.way == "FAILED"]
    if failed:
        _repeat(world, failed, ids)
    return len(wanted)


def _id(case: Case, ids: dict[str, int]) -> int:
    return ids[case.key if case.ground != "DEATH" else f"{case.key}:{case.programme}"]


def _good(results: Sequence[object]) -> list:  # type: ignore[type-arg]
    for one in results:
        if isinstance(one, ClaimRefused):
            raise one
    return list(results)


def _ask_jht(world: World, cases: Sequence[Case], ids: dict[str, int]) -> None:
    given = _good(
        claims.submit_many(
            [
                NewClaim(
                    person_id=int(world.people[c.person]),
                    ground=c.ground,
                    client_key=c.key,
                    stopped_on=c.event_on if c.ground in ("TOTAL_DISABILITY", "LEFT_INDONESIA") else None,
                    channel="PORTAL" if n % 3 else "BRANCH",
                    shown=world.papers,
                    at=moment(c.first_asked or c.asked, 8 + n % 8, n % 60),
                )
                for n, c in enumerate(cases)
            ]
        )
    )
    ids.update((c.key, receipt.claim_id) for c, receipt in zip(cases, given, strict=True))


def _report_deaths(world: World, cases: Sequence[Case], ids: dict[str, int]) -> None:
    for n, case in enumerate(cases):
        kind, name, _ = world.plan.kin[case.person][0]
        report = claims.report_death(
            name,
            kind,
            int(world.people[case.person]),
            case.event_on,
            shown=world.papers,
            client_key=case.key,
            channel="BRANCH" if n % 2 else "PORTAL",
            at=moment(case.asked, 9 + n % 6, n % 60),
        )
        for receipt in report.claims:
            ids[f"{case.key}:{receipt.number[:3]}"] = receipt.claim_id


def _record(world: World, cases: Sequence[Case], ids: dict[str, int]) -> None:
    given = _good(
        claims.record_many(
            [
                Recorded(
                    programme=c.programme,
                    ground=c.ground,
                    person_id=int(world.people[c.person]),
                    components=c.amounts,
                    event_on=c.event_on,
                    unit=c.unit,
                    payee=c.payee,
                    client_key=c.key,
                    at=moment(c.asked, 9 + n % 6, n % 60),
                    by=world.user("klaim"),
                )
                for n, c in enumerate(cases)
            ]
        )
    )
    ids.update((c.key, receipt.claim_id) for c, receipt in zip(cases, given, strict=True))


def _return_some(world: World, cases: Sequence[Case], ids: dict[str, int]) -> None:
    """Sent back once for a paper that could not be read, and handed in again by the claimant."""
    by_day: dict[date, list[Case]] = {}
    for case in cases:
        assert case.first_asked
        by_day.setdefault(calendar.next_working_day(case.first_asked), []).append(case)
    for day, mine in sorted(by_day.items()):
        sent = _good(
            claims.return_many(
                [ids[c.key] for c in mine],
                world.user("klaim"),
                ["PAPER_UNREADABLE"],
                "Foto KTP buram",
                at=moment(day, 10),
            )
        )
        _good(claims.approve_many([p.decision_id for p in sent], world.user("penyetuju"), at=moment(day, 15)))
        for case in mine:
            claims.resubmit(ids[case.key], at=moment(case.asked, 11))


def _pay(world: World, on: date, claim_ids: Sequence[int], failing: set[int]) -> None:
    batch = claims.make_payout_batch(world.branch, on, world.user("kasir"), claim_ids=claim_ids, at=moment(on, 8))
    claims.release_payout_batch(batch.id, world.user("kepala"), at=moment(on, 9))
    answers = [
        Answer(claims.order_reference(o["id"]), "FAILED", on=on, reason=NO_SUCH_ACCOUNT)
        if o["claim_id"] in failing
        else Answer(claims.order_reference(o["id"]), "PAID", f"BNK{o['id']:010d}", on)
        for o in rows("select id, claim_id from claims_paymentorder where batch_id = %s order by id", [batch.id])
    ]
    taken = claims.take_bank_answers(answers, world.user("kasir"), at=moment(on, 15))
    if taken.taken != len(answers):
        raise RuntimeError(f"bank answers refused: {taken.refused[:3]}")


def _repeat(world: World, cases: Sequence[Case], ids: dict[str, int]) -> None:
    """The bank knew no such account: a corrected one, vouched for by the branch, two working days later."""
    day = calendar.next_working_day(calendar.next_working_day(cases[0].pay_on))
    persons = [c.person for c in cases]
    accounts = registry.set_bank_accounts(
        NewAccount(
            int(world.people[p]),
            BANKS[(p + 1) % 5],
            f"77{p:09d}",
            world.plan.folk.name[p],
            cases[0].pay_on,
            vouched=True,
        )
        for p in persons
    )
    orders = {
        r["claim_id"]: r["id"]
        for r in rows(
            "select id, claim_id from claims_paymentorder where status = 'FAILED' and claim_id = any(%s)",
            [[ids[c.key] for c in cases]],
        )
    }
    for case, account in zip(cases, accounts, strict=True):
        claims.retry_order(
            orders[ids[case.key]], account, world.user("klaim"), vouch=True, on=day, at=moment(cases[0].pay_on, 16)
        )
    _pay(world, day, [ids[c.key] for c in cases], set())
