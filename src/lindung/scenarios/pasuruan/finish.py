"""The work that is open on 15 December 2021, the labelled correction, snapshots, and the proof that all adds up."""

from datetime import date, timedelta

import numpy as np

from lindung.base.db import rows, scalar
from lindung.claims import services as claims
from lindung.claims.errors import ClaimRefused
from lindung.claims.services import Kin, NewClaim
from lindung.coverage.services import worker_says_left
from lindung.interop import calendar as runs
from lindung.interop.snap import demo_bank
from lindung.performance import checks, queries
from lindung.performance import services as performance
from lindung.registry import services as registry
from lindung.registry.models import Person, PersonChange
from lindung.registry.services import Proof
from lindung.scenarios.pasuruan import figures
from lindung.scenarios.pasuruan.figures import BUSINESS_DAY
from lindung.scenarios.pasuruan.world import World, moment

OPEN = (("ask", 60), ("paper", 20), ("propose", 30), ("approve", 30), ("batch", 15), ("bank", 15), ("reject", 20))
"""How many former members' claims end their year where, at full size."""


def correction(world: World) -> int:
    """What lawful benefits cannot reach of the published death benefits: its own entry, labelled (full size only)."""
    if world.plan.size.full:
        made = claims.propose_correction(
            "JKM", world.branch, date(2021, 12, 14), figures.CORRECTION, figures.CORRECTION_ID, figures.CORRECTION_EN,
            world.user("klaim"), key="pasuruan-2021-jkm",
        )  # fmt: skip
        if made.decided_by is None:
            claims.decide_correction(made.pk, world.user("penyetuju"))
    return 1


def open_work(world: World) -> int:
    """Claims of the last days before the business day, left at every stage of the work, and some rejected ones."""
    plan, people = world.plan, world.people
    scale = plan.size.scale
    pool = list(plan.idle)
    groups: dict[str, list[int]] = {}
    for name, full in OPEN:
        count = max(2, round(full * scale)) if scale < 1 else full
        groups[name], pool = pool[:count], pool[count:]
    still = np.flatnonzero((plan.jobs.kind == 0) & (plan.firms.office[plan.jobs.employer] == 0))
    groups["reject"] = [
        int(plan.jobs.person[r]) for r in still[500 :: max(1, len(still) // 20)][: len(groups["reject"])]
    ]
    reason = {int(p): str(r) for p, r in zip(plan.jobs.person, plan.jobs.reason, strict=True) if r}
    ids: dict[str, list[int]] = {}
    for name, persons in groups.items():
        given = claims.submit_many(
            [
                NewClaim(
                    person_id=int(people[p]),
                    ground=reason.get(p, "RESIGNED") if name != "reject" else "RESIGNED",
                    client_key=f"open-{p}",
                    channel="PORTAL",
                    shown=world.papers if name != "paper" else frozenset(),
                    insist=name == "reject",
                    at=moment(BUSINESS_DAY - timedelta(days=2 + n % 4 if name != "ask" else n % 3), 9 + n % 6, n % 60),
                )
                for n, p in enumerate(persons)
            ]
        )
        ids[name] = [c.claim_id for c in given if not isinstance(c, ClaimRefused)]
        if len(ids[name]) < len(persons):
            raise next(c for c in given if isinstance(c, ClaimRefused))
    on = date(2021, 12, 14)
    wanted = [c for name in ("propose", "approve", "batch", "bank", "reject") for c in ids[name]]
    proposed = claims.propose_many(wanted, world.user("klaim"), at=moment(on, 10), on=on)
    decisions = {p.claim_id: p.decision_id for p in proposed if not isinstance(p, ClaimRefused)}
    final = [decisions[c] for name in ("approve", "batch", "bank", "reject") for c in ids[name]]
    claims.approve_many(final, world.user("penyetuju"), at=moment(on, 15), on=on)
    claims.make_payout_batch(world.branch, BUSINESS_DAY, world.user("kasir"), claim_ids=ids["batch"])
    sent = claims.make_payout_batch(world.branch, BUSINESS_DAY, world.user("kasir"), claim_ids=ids["bank"])
    claims.release_payout_batch(sent.id, world.user("kepala"), at=moment(BUSINESS_DAY, 9))
    _deaths(world, [int(plan.jobs.person[r]) for r in still[501 :: max(1, len(still) // 6)][: 4 if scale == 1 else 2]])
    _notices(world, [int(plan.jobs.person[r]) for r in still[503 :: max(1, len(still) // 5)][:3]])
    _corrections(world, [int(plan.jobs.person[r]) for r in still[505 :: max(1, len(still) // 5)][:3]])
    return len(wanted)


def _corrections(world: World, persons: list[int]) -> None:
    """People whose data are wrong: one asks for it himself, one waits for a second officer, one spelling is done."""
    for n, person in enumerate(int(world.people[p]) for p in persons):
        if PersonChange.objects.filter(person_id=person).exists():
            continue  # made by this step before
        if n == 0:
            registry.ask_change(
                person, {"mother_name": "Sumarni Contoh"}, Proof("FAMILY_CARD", "3575012004100001"),
                "Nama ibu saya di kartu keluarga lain.",
            )  # fmt: skip
        elif n == 1:
            born = Person.objects.get(pk=person).birth_date - timedelta(days=365)
            claims.propose_person_change(
                person, {"birth_date": born}, Proof("CIVIL_REGISTRY", "470/1283/424.102/2021"),
                "Tahun lahir pada surat Dukcapil lebih awal.", world.user("klaim"),
            )  # fmt: skip
        else:
            claims.propose_person_change(
                person, {"birth_place": "Pasuruan", "phone": "081200000000"}, Proof("ID_CARD", "3575010101010001"),
                "Belum diisi saat didaftarkan.", world.user("klaim"),
            )  # fmt: skip


def _deaths(world: World, persons: list[int]) -> None:
    """Deaths reported in the last days, not decided yet."""
    for n, person in enumerate(persons):
        died = BUSINESS_DAY - timedelta(days=6 + n)
        claims.report_death(
            f"Ahli Waris Contoh {n + 1}", "SPOUSE", int(world.people[person]), died,
            relatives=[Kin("SPOUSE", f"Ahli Waris Contoh {n + 1}"), Kin("CHILD", f"Anak Contoh {n + 1}")],
            shown=world.papers if n % 2 else frozenset({"CARD", "ID"}), client_key=f"open-death-{person}",
            at=moment(BUSINESS_DAY - timedelta(days=1), 10 + n),
        )  # fmt: skip


def _notices(world: World, persons: list[int]) -> None:
    """Workers who say that they left; their employers may still answer."""
    for n, person in enumerate(persons):
        spell = scalar(
            "select id from coverage_spell where person_id = %s and end_on is null order by id limit 1",
            [int(world.people[person])],
        )
        if spell is not None:
            worker_says_left(
                int(spell), BUSINESS_DAY - timedelta(days=20 + n), "RESIGNED", note="Sudah tidak bekerja di sini.",
                on=BUSINESS_DAY - timedelta(days=3),
            )  # fmt: skip


def snapshot(world: World, as_of: date) -> int:
    """Keep the branch's figures of a day."""
    taken = scalar(
        "select exists (select 1 from performance_snapshot where office_id = %s and as_of = %s and not imported)",
        [world.branch, as_of],
    )
    return 0 if taken else performance.take_snapshot("pasuruan", as_of)


def calendar(world: World) -> int:
    """The calendar begins the day after the demo's: nothing runs by itself until somebody moves the day on."""
    return runs.switch_on(since=BUSINESS_DAY + timedelta(days=1))


def bank(world: World) -> int:
    """A bank through which a visitor can pay a bill; its keys are made here and now, and stay on this machine."""
    demo_bank.let_in(world.branch, world.user("admin"), world.user("kepala"))
    return 1


PUBLISHED = {
    ("claims.cases.total", "2021"): 13_738,
    ("claims.amount.total", "2021"): 184_720_007_627,
    ("claims.cases.total", "programme"): 13_431,
    ("claims.amount.total", "programme"): 182_828_507_627,
    ("claims.cases.jkk", ""): 1_229,
    ("claims.amount.jkk", ""): 9_926_312_998,
    ("claims.cases.jkm", ""): 536,
    ("claims.amount.jkm", ""): 22_174_250_000,
    ("claims.cases.jht", ""): 8_067,
    ("claims.amount.jht", ""): 147_756_552_336,
    ("claims.cases.jp", ""): 3_599,
    ("claims.amount.jp", ""): 2_971_392_293,
    ("claims.children.scholarship", ""): 307,
    ("claims.amount.scholarship", ""): 1_891_500_000,
}
"""(indicator, definition of a case; "" under both) -> what the branch published."""


def differences(world: World) -> list[str]:
    """Where the computed figures differ from the published ones (full size), or the counts from the plan."""
    found = []
    made = {d: queries.report("pasuruan", BUSINESS_DAY, d) for d in ("2021", "programme")}
    if world.plan.size.full:
        for (indicator, definition), value in PUBLISHED.items():
            got = made[definition or "2021"].get(indicator).value
            if got != value:
                found.append(f"{indicator} {definition}: {got} instead of {value}")
    else:
        for programme in ("JHT", "JKM", "JKK", "JP"):
            got = made["2021"].get(f"claims.cases.{programme.lower()}").value
            if got != world.plan.expected[programme]:
                found.append(f"cases of {programme}: {got} instead of {world.plan.expected[programme]}")
        got = made["2021"].get("claims.amount.jht").value
        if got != world.plan.size.jht_sum:
            found.append(f"JHT: {got} instead of {world.plan.size.jht_sum}")
    return found


def prove(world: World) -> int:
    """All proofs hold and the figures are the published ones, or the load fails in words."""
    wrong = [f"{p.id}: {p.left} / {p.right}" for p in checks.proofs() if not p.holds] + differences(world)
    if wrong:
        raise RuntimeError("; ".join(wrong))
    return int(rows("select count(*) as n from claims_claim")[0]["n"])
