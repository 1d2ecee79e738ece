"""A member tells that another card is his; what he says of it is compared, and an officer decides."""

from datetime import date, timedelta

from lindung.base.db import act, lock
from lindung.registry import names, numbers
from lindung.registry.models import CardRequest, MemberNumber, Person, PersonMerge
from lindung.registry.queries import now
from lindung.registry.refusals import RegistryRefused
from lindung.registry.services.merging import merge_people

TRIES = 5
"""Cards that did not match within a day; then it is for the branch."""


@act
def ask_merge(person_id: int, kpj: str, name: str, birth_date: date, *, by: int | None = None) -> CardRequest:
    """Say that the card `kpj`, made out for `name` and `birth_date`, is one's own too.

    The same again gives the same open request. Name and birth date must be those of the record behind the card, of the
    same sex, and not of somebody else with a verified NIK; what does not match is kept as UNMATCHED and says nothing of
    whose card it is. Raises RegistryRefused: not_found, merged_away, own_nik_unverified, kpj_form, name_missing,
    card_yours, too_many_cards.
    """
    lock("card-request", person_id)
    person = Person.objects.filter(pk=person_id).first()
    if person is None:
        raise RegistryRefused("not_found", what="orang / person")
    if person.merged_into_id:
        raise RegistryRefused("merged_away")
    if person.nik_verified_on is None:
        raise RegistryRefused("own_nik_unverified")
    number, told, moment = numbers.clean(kpj).upper(), names.tidy(name)[:120], now()
    if not numbers.is_kpj(number):
        raise RegistryRefused("kpj_form", field="kpj", value=kpj[:20])
    if not told:
        raise RegistryRefused("name_missing", field="name")
    card = MemberNumber.objects.select_related("person").filter(kpj=number).first()
    if card is not None and card.person_id == person_id:
        raise RegistryRefused("card_yours", field="kpj", kpj=number)
    mine = CardRequest.objects.filter(person_id=person_id)
    other = card.person if card is not None and _matches(person, card.person, told, birth_date) else None
    if other is not None and (known := mine.filter(other=other, state=CardRequest.State.OPEN).first()):
        return known
    tries = mine.filter(state=CardRequest.State.UNMATCHED, made_at__gt=moment - timedelta(days=1))
    if other is None and tries.count() >= TRIES:
        raise RegistryRefused("too_many_cards", most=TRIES)
    return CardRequest.objects.create(
        person=person, office_id=person.office_id, kpj=number, name=told, birth_date=birth_date, other=other,
        state=CardRequest.State.OPEN if other else CardRequest.State.UNMATCHED, made_by=by, made_at=moment,
    )  # fmt: skip


def _matches(person: Person, other: Person, name: str, birth_date: date) -> bool:
    """Whether what was said of a card is true of its record, and the record can be the same human being."""
    return (
        other.merged_into_id is None
        and other.birth_date == birth_date
        and names.verdict(names.score(name, other.name)) == names.MATCH
        and other.sex == person.sex
        and not (other.nik_verified_on and other.nik and other.nik != person.nik)
    )


@act
def grant_merge(request_id: int, kept_id: int, evidence: str, by: int, *, on: date | None = None) -> PersonMerge:
    """The two cards are one person's: merged into `kept_id`, one of the two records. Raises RegistryRefused:
    no_request, request_decided, not_found, and what `merge_people` refuses."""
    asked = _open(request_id)
    pair = {asked.person_id, asked.other_id}
    if kept_id not in pair:
        raise RegistryRefused("not_found", what="orang / person")
    (merged_id,) = pair - {kept_id}
    assert merged_id is not None
    merge = merge_people(kept_id, merged_id, evidence, by, on=on)
    _close(asked, CardRequest.State.MERGED, "", by, merge)
    return merge


@act
def decline_merge(request_id: int, answer: str, by: int) -> CardRequest:
    """They are not one person, or it is not proven; the member reads the answer. Raises RegistryRefused: no_request,
    request_decided, reason_missing."""
    if not answer.strip():
        raise RegistryRefused("reason_missing", field="answer")
    asked = _open(request_id)
    _close(asked, CardRequest.State.DECLINED, answer.strip()[:300], by, None)
    return asked


def _open(request_id: int) -> CardRequest:
    asked = CardRequest.objects.select_for_update().filter(pk=request_id).first()
    if asked is None:
        raise RegistryRefused("no_request")
    if asked.state != CardRequest.State.OPEN:
        raise RegistryRefused("request_decided")
    return asked


def _close(asked: CardRequest, state: str, answer: str, by: int, merge: PersonMerge | None) -> None:
    asked.state, asked.answer, asked.decided_by, asked.decided_at, asked.merge = (
        CardRequest.State(state), answer, by, now(), merge,
    )  # fmt: skip
    asked.save(update_fields=["state", "answer", "decided_by", "decided_at", "merge"])
