"""Banks that may speak: opening by two people, stopping by one and at once, the secret told once."""

import pytest
from click.testing import CliRunner
from django.db import IntegrityError, transaction

from lindung.access.services import NewMandate, make_user
from lindung.base.db import rows, run, system
from lindung.interop.models import SnapPartner
from lindung.interop.snap import changes, cli
from lindung.interop.snap.partners import PartnerRefused
from lindung.interop.snap.signatures import new_key_pair
from lindung.interop.snap.simulator import Bank

from .api_world import TODAY
from .snap_world import KEYS, Snap, make, through_client

pytestmark = pytest.mark.django_db(transaction=False)
ADMIN, HEAD = 901, 902


@pytest.fixture
def snap(db) -> Snap:
    return make()


@pytest.fixture
def mandate(snap: Snap) -> int:
    user = make_user(
        "bank-ketiga", "sandi-uji-yang-panjang", [NewMandate("BANK", office_id=snap.world.office)], check_password=False
    )
    return int(user.mandates.get().pk)


def refused(call, *args, **more) -> str:
    with pytest.raises(PartnerRefused) as told, system(), transaction.atomic():
        call(*args, **more)
    assert told.value.text("id") != told.value.text("en")
    return told.value.code


def test_a_bank_is_proposed_by_one_and_let_in_by_another(snap: Snap, mandate: int) -> None:
    private, public = KEYS[0]
    asked = changes.propose_partner(mandate, "BANK3", "Bank Ketiga", public, "77003", "PKS 12/2021", ADMIN)
    assert not SnapPartner.objects.filter(code="BANK3").exists()
    assert refused(changes.approve, asked.pk, ADMIN) == "same_person"
    told = changes.approve(asked.pk, HEAD)
    assert told is not None and told.code == "BANK3" and len(told.secret) > 30
    assert refused(changes.approve, asked.pk, HEAD) == "change_decided"
    bank = Bank(told.code, told.client_key, told.secret, private, told.service_number, through_client, TODAY)
    assert bank.inquire(snap.bill().code).code == "2002400"
    with system():
        kept = rows("select secret from interop_snappartner where code = 'BANK3'")[0]["secret"]
        everything = str(rows("select c.*::text as c from interop_snapchange c"))
    assert told.secret not in kept and told.secret not in everything


def test_suspended_at_once_by_one_and_opened_again_by_two(snap: Snap) -> None:
    bank, code = snap.banks[0], snap.bill().code
    assert bank.inquire(code).code == "2002400"
    assert refused(changes.stop, "BANK1", "  ", ADMIN) == "reason_needed"
    first = changes.stop("BANK1", "Kunci bocor", ADMIN)
    assert changes.stop("BANK1", "lagi", HEAD) == first
    assert bank.inquire(code).status == 401  # its running token ends with it
    bank.token = ""
    assert bank.log_in().status == 401
    assert snap.banks[1].inquire(code).code == "2002400"  # the other bank goes on
    asked = changes.propose_resume("BANK1", "Kunci diganti", ADMIN)
    assert refused(changes.propose_keys, "BANK1", "", "bersamaan", ADMIN) == "change_open"
    assert changes.approve(asked.pk, HEAD) is None
    bank.token = ""
    assert bank.inquire(code).code == "2002400"
    assert refused(changes.propose_resume, "BANK1", "tidak perlu", ADMIN) == "not_suspended"


def test_new_keys_end_the_old_ones(snap: Snap) -> None:
    bank, code = snap.banks[0], snap.bill().code
    assert bank.inquire(code).code == "2002400"
    private, public = new_key_pair()
    asked = changes.propose_keys("BANK1", public, "Berkala", ADMIN)
    assert bank.inquire(code).code == "2002400"  # until the second person lets it hold
    told = changes.approve(asked.pk, HEAD)
    assert told is not None and told.secret != bank.secret and told.client_key == bank.client_key
    assert bank.inquire(code).status == 401
    bank.token, bank.secret, bank.private_key = "", told.secret, private
    assert bank.inquire(code).code == "2002400"


def test_rejected_with_a_reason_and_ended_for_good(snap: Snap) -> None:
    asked = changes.propose_keys("BANK1", "", "Berkala", ADMIN)
    assert refused(changes.reject, asked.pk, " ", HEAD) == "reason_needed"
    assert refused(changes.reject, asked.pk, "belum perlu", ADMIN) == "same_person"
    changes.reject(asked.pk, "belum perlu", HEAD)
    assert refused(changes.approve, asked.pk, HEAD) == "change_decided"
    changes.stop("BANK1", "Perjanjian berakhir", ADMIN, for_good=True)
    for call in (changes.propose_resume, changes.stop):
        assert refused(call, "BANK1", "lagi", ADMIN) == "no_partner"
    snap.banks[0].token = ""
    assert snap.banks[0].log_in().status == 401
    office = snap.world.office
    with system():
        assert [c["kind"] for c in changes.history((office,))] == ["END", "ROTATE"]
        assert [p["code"] for p in changes.listed((office,))] == ["BANK2", "BANK1"]
        assert changes.listed(()) == changes.history(()) == []


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"code": "X"}, "code"), ({"code": "BANK 3"}, "code"), ({"code": "BANK1"}, "code_taken"),
        ({"service_number": "abc"}, "service_number"), ({"service_number": "123456789"}, "service_number"),
        ({"public_key": "bukan kunci"}, "public_key"), ({"mandate_id": 0}, "mandate"),
        ({"reason": ""}, "reason_needed"),
    ],
)  # fmt: skip
def test_what_cannot_be_a_partner_is_said_before_anybody_decides(
    snap: Snap, mandate: int, changed: dict[str, object], code: str
) -> None:
    asked = {
        "mandate_id": mandate, "code": "BANK3", "name": "Bank Ketiga", "public_key": KEYS[0][1],
        "service_number": "77003", "reason": "PKS",
    } | changed  # fmt: skip
    assert refused(changes.propose_partner, by=ADMIN, **asked) == code
    with system():
        assert rows("select 1 from interop_snapchange") == []


def test_the_database_knows_of_two_people_too(snap: Snap) -> None:
    asked = changes.propose_keys("BANK1", "", "Berkala", ADMIN)
    for change in (
        f"decided_by = {ADMIN}, decided_at = now(), status = 'DONE'",
        "decided_at = now(), status = 'DONE'",  # new keys by one person alone
    ):
        with pytest.raises(IntegrityError), system(), transaction.atomic():
            run(f"update interop_snapchange set {change} where id = %s", [asked.pk])


def test_the_simulator_lets_no_bank_in_outside_the_demo_and_speaks_to_this_computer_only(
    snap: Snap, mandate: int, tmp_path, settings
) -> None:
    keys = tmp_path / "bank.json"
    args = ["join", "--mandate", str(mandate), "--code", "DEMO1", "--name", "Bank Demo", "--service-number", "88001",
            "--keys", str(keys)]  # fmt: skip
    settings.DEMO = False
    refused_ = CliRunner().invoke(cli.group, args)
    assert refused_.exit_code == 1 and "LINDUNG_DEMO=1" in refused_.output and not keys.exists()
    settings.DEMO = True
    assert CliRunner().invoke(cli.group, args, catch_exceptions=False).exit_code == 0
    assert keys.stat().st_mode & 0o077 == 0
    with system():
        assert SnapPartner.objects.filter(code="DEMO1").exists()
    far = ["play", "pay", "2111000000000957", "--url", "https://bank.example", "--keys", str(keys)]
    told = CliRunner().invoke(cli.group, far)
    assert told.exit_code == 1 and "127.0.0.1" in told.output
