"""Registering people one at a time, their numbers and the facts about them."""

from datetime import date
from typing import Any

from lindung.base.db import act, lock, scalar
from lindung.registry import numbers
from lindung.registry.models import MemberNumber, Person, PersonChange
from lindung.registry.names import tidy
from lindung.registry.queries import now, today
from lindung.registry.refusals import RegistryRefused


def clean_nik(nik: str | None) -> str | None:
    """A NIK as typed, without spaces and marks, or None. Raises RegistryRefused: nik_form."""
    if not nik or not nik.strip():
        return None
    found = numbers.clean(nik)
    if not numbers.is_nik(found):
        raise RegistryRefused("nik_form", field="nik", value=nik[:40])
    return found


def living_record(person_id: int, *, for_update: bool = True) -> Person:
    """The row of a person, locked. Raises RegistryRefused: not_found, merged_away. Inside an act."""
    rows = Person.objects.select_for_update() if for_update else Person.objects.all()
    person = rows.filter(pk=person_id).first()
    if person is None:
        raise RegistryRefused("not_found", what="orang / person")
    if person.merged_into_id:
        raise RegistryRefused("merged_away")
    return person


@act
def register_person(
    *,
    nik: str | None,
    name: str,
    birth_date: date,
    sex: str,
    office_id: int,
    birth_place: str = "",
    mother_name: str = "",
    phone: str = "",
    email: str = "",
    npwp: str = "",
    address: str = "",
    district_id: str | None = None,
) -> Person:
    """The person with this NIK: registered now, or the one already there (never a second; nothing is overwritten).

    Without a NIK (not yet issued, foreigner) a new record is made; `duplicates` finds it later. What does not agree
    inside the NIK is a doubt, not a refusal: `numbers.nik_doubts`.
    Raises RegistryRefused: name_missing, nik_form, nik_taken (held with another birth date), sex, birth_future.
    """
    name = tidy(name)
    if not name:
        raise RegistryRefused("name_missing", field="name")
    if sex not in Person.Sex.values:
        raise RegistryRefused("sex", field="sex")
    if birth_date > today():
        raise RegistryRefused("birth_future", field="birth_date", day=birth_date)
    nik = clean_nik(nik)
    if nik:
        lock("nik", nik)
        held = Person.objects.select_related("merged_into").filter(nik=nik).first()
        if held:
            kept = held.merged_into or held
            if birth_date not in (held.birth_date, kept.birth_date):
                raise RegistryRefused("nik_taken", field="nik", nik=nik)
            return kept
    return Person.objects.create(
        nik=nik,
        name=name,
        birth_date=birth_date,
        birth_place=tidy(birth_place),
        sex=sex,
        mother_name=tidy(mother_name),
        phone=phone.strip(),
        email=email.strip(),
        npwp=numbers.clean(npwp),
        address=tidy(address),
        district_id=district_id,
        office_id=office_id,
    )


@act
def issue_number(person_id: int, office_id: int, on: date, *, kpj: str = "") -> str:
    """Give a person a new member number, or take up a card given out before (`kpj`); several per person are allowed.

    Raises RegistryRefused: kpj_form, kpj_taken, not_found, merged_away.
    """
    person = living_record(person_id)
    if kpj:
        kpj = numbers.clean(kpj)
        if not numbers.is_kpj(kpj):
            raise RegistryRefused("kpj_form", field="kpj", value=kpj[:40])
        lock("kpj", kpj)
        held = MemberNumber.objects.filter(pk=kpj).first()
        if held:
            if held.person_id != person.pk:
                raise RegistryRefused("kpj_taken", field="kpj", kpj=kpj)
            return kpj
    else:
        kpj = str(scalar("select registry_with_check_digit(nextval('registry_kpj_seq'))"))
    MemberNumber.objects.create(kpj=kpj, person=person, office_id=office_id, issued_on=on)
    return kpj


@act
def change_contacts(person_id: int, *, by: int | None = None, kept: bool = False, **changes: str | None) -> Person:
    """What a person may change himself: phone, email, address, district_id, npwp. What was there is kept as a change of
    his own, unless it is `kept` already. Raises RegistryRefused: not_found, merged_away, npwp_form."""
    if unknown := set(changes) - {"phone", "email", "address", "district_id", "npwp"}:
        raise TypeError(f"not to be changed here: {sorted(unknown)}")
    person = living_record(person_id)
    before = {key: getattr(person, key) for key in changes}
    for key, value in changes.items():
        text = None if value is None else tidy(value)
        if key == "npwp" and text and not numbers.is_npwp(text := numbers.clean(text)):
            raise RegistryRefused("npwp_form", field="npwp", value=text[:40])
        setattr(person, key, (text or None) if key == "district_id" else (text or ""))
    person.save(update_fields=list(changes))
    moved = {key: [old, new] for key, old in before.items() if (new := getattr(person, key)) != old}
    if moved and not kept:
        moment = now()
        PersonChange.objects.create(
            person=person, office_id=person.office_id, state=PersonChange.State.DONE, asked=None, changes=moved,
            two=False, evidence=PersonChange.Evidence.STATEMENT, made_by=by, made_at=moment, decided_by=by,
            decided_at=moment,
        )  # fmt: skip
    return person


@act
def correct_person(person_id: int, **changes: Any) -> Person:
    """Correct facts of identity on evidence: nik, name, birth_date, birth_place, sex, mother_name, office_id.

    The trail of writes keeps what was there. A new NIK is unverified again. Raises RegistryRefused: not_found,
    merged_away, nik_form, nik_used, name_missing, sex, birth_future.
    """
    if unknown := set(changes) - {"nik", "name", "birth_date", "birth_place", "sex", "mother_name", "office_id"}:
        raise TypeError(f"not to be changed here: {sorted(unknown)}")
    person = living_record(person_id)
    fields = list(changes)
    if "nik" in changes:
        nik = clean_nik(changes["nik"])
        if nik:
            lock("nik", nik)
            if Person.objects.filter(nik=nik).exclude(pk=person_id).exists():
                raise RegistryRefused("nik_used", field="nik", nik=nik)
        if nik != person.nik:
            person.nik_verified_on = None
            fields.append("nik_verified_on")
        changes["nik"] = nik
    if changes.get("sex", "L") not in Person.Sex.values:
        raise RegistryRefused("sex", field="sex")
    if (born := changes.get("birth_date")) and born > today():
        raise RegistryRefused("birth_future", field="birth_date", day=born)
    for key, value in changes.items():
        setattr(person, key, tidy(value) if key in ("name", "birth_place", "mother_name") else value)
    if not person.name:
        raise RegistryRefused("name_missing", field="name")
    person.save(update_fields=fields)
    return person


@act
def verify_nik(person_id: int, on: date) -> None:
    """The NIK was compared with the civil registry, or with the card itself, on a day."""
    person = living_record(person_id)
    if person.nik is None:
        raise RegistryRefused("nik_form", field="nik", value="")
    Person.objects.filter(pk=person_id).update(nik_verified_on=on)


@act
def record_death(person_id: int, died_on: date) -> bool:
    """Note the date of death; True when it was new. `coverage.services.record_death` calls this and ends the cover.

    Raises RegistryRefused: death_recorded (another date is there), death_future, death_before_birth, not_found,
    merged_away.
    """
    person = living_record(person_id)
    if person.died_on == died_on:
        return False
    if person.died_on:
        raise RegistryRefused("death_recorded", field="died_on", day=person.died_on)
    if died_on > today():
        raise RegistryRefused("death_future", field="died_on", day=died_on)
    if died_on < person.birth_date:
        raise RegistryRefused("death_before_birth", field="died_on", day=died_on)
    Person.objects.filter(pk=person_id).update(died_on=died_on)
    return True


@act
def clear_death(person_id: int) -> date | None:
    """Take a wrong record of a death back; the date that stood there. Called by `coverage.services.take_back_death`."""
    person = living_record(person_id)
    day = person.died_on
    Person.objects.filter(pk=person_id).update(died_on=None)
    return day
