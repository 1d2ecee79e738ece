"""What the staff of the killed installation do, as programs of their own: `python acts.py ACT …` prints JSON last.

Every act may be killed and is simply called again."""

import json
import sys
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

DAY = date(2021, 6, 30)
BORN = date(1985, 6, 15)


def setup() -> dict:
    """The branch, its employers, logins and tokens, and people with bank accounts."""
    from django.conf import settings

    from interop.api_world import build, nik
    from lindung.registry import services as registry

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    world = build(DAY)
    people = []
    for n in range(12):
        name = f"Penerima Uji {n}"
        person = registry.register_person(
            nik=nik(8_000 + n, BORN), name=name, birth_date=BORN, sex="L", office_id=world.office
        )
        registry.set_bank_account(person.id, "014", f"99{n:08d}", name, date(2021, 1, 4))
        people.append(person.id)
    return {
        "tokens": world.tokens,
        "users": world.users,
        "office": world.office,
        "employer": world.employer,
        "people": people,
    }


def _raise(result: object) -> None:
    if isinstance(result, Exception):
        raise result


def claims(round_no: str, officer: str, approver: str, *people: str) -> dict:
    """One decided and approved case per person; the number of the round names them, so that again is the same."""
    from django.db import transaction

    from lindung.base.db import system
    from lindung.claims import services
    from lindung.claims.models import Claim, Decision

    with transaction.atomic():
        made = services.record_many(
            [
                services.Recorded(
                    "JKK",
                    "ACCIDENT",
                    int(person),
                    {"LUMP_SUM": 1_000_000 + int(round_no) * 1000 + int(person)},
                    date(2021, 6, 1),
                    further=f"Kejadian putaran {round_no}",
                    client_key=f"round-{round_no}-{person}",
                    by=int(officer),
                )
                for person in people
            ]
        )
        ids = [receipt.claim_id for receipt in made if not _raise(receipt)]
        with system():
            waiting = list(Claim.objects.filter(id__in=ids, decisions=None).values_list("id", flat=True))
        for result in services.propose_many(waiting, int(officer)):
            _raise(result)
        with system():
            open_ = list(
                Decision.objects.filter(claim_id__in=ids, status="PROPOSED").order_by("id").values_list("id", flat=True)
            )
        for result in services.approve_many(open_, int(approver)):
            _raise(result)
    return {"claims": ids}


def payout(office: str, maker: str, releaser: str) -> dict:
    """Collect what waits and release it; after a kill between the two the batch that was made is released."""
    from lindung.base.db import system
    from lindung.claims import services
    from lindung.claims.errors import ClaimRefused
    from lindung.claims.models import PaymentOrder, PayoutBatch

    try:
        services.make_payout_batch(int(office), DAY, int(maker))
    except ClaimRefused as refused:
        if refused.code != "batch_empty":
            raise
    with system():
        batch = PayoutBatch.objects.order_by("-id").get(status__in=["MADE", "RELEASED"])
    services.release_payout_batch(batch.id, int(releaser))
    with system():
        orders = list(PaymentOrder.objects.filter(batch=batch).order_by("id").values_list("id", "amount"))
    return {"batch": batch.id, "orders": [(services.order_reference(o), a) for o, a in orders]}


def answers(office: str, by: str, path: str) -> dict:
    """Hand in a file of the bank's answers."""
    from lindung.interop.intake import receive_bank_answers

    return {"run": receive_bank_answers(int(office), "jawaban.csv", Path(path).read_bytes(), int(by)).pk}


if __name__ == "__main__":
    import django

    django.setup()
    print(
        json.dumps({"setup": setup, "claims": claims, "payout": payout, "answers": answers}[sys.argv[1]](*sys.argv[2:]))
    )
