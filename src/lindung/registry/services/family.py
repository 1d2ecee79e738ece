"""Relatives, and the bank accounts people and relatives are paid to."""

from datetime import date, timedelta

from django.db.models import Q

from lindung.base.db import act, lock
from lindung.registry import names, numbers
from lindung.registry.models import Bank, BankAccount, Relative
from lindung.registry.queries import today
from lindung.registry.refusals import RegistryRefused
from lindung.registry.services.people import clean_nik, living_record

COOLING_OFF_DAYS = 3
"""Days before a changed account is paid to, so that its owner can object; none for the first account, or where an
officer vouches for the change. A setting of the institution, not of the law."""


@act
def add_relative(
    person_id: int,
    kind: str,
    name: str,
    *,
    nik: str = "",
    birth_date: date | None = None,
    died_on: date | None = None,
) -> Relative:
    """Add a relative of a person; the same one (kind and NIK, or kind, name and birth date) again stays one.

    Raises RegistryRefused: relative_kind, name_missing, nik_form, birth_future, death_future, death_before_birth,
    not_found, merged_away.
    """
    if kind not in Relative.Kind.values:
        raise RegistryRefused("relative_kind", field="kind", value=kind)
    name = names.tidy(name)
    if not name:
        raise RegistryRefused("name_missing", field="name")
    nik = clean_nik(nik) or ""
    _dates(birth_date, died_on)
    person = living_record(person_id)
    same = Q(nik=nik) if nik else Q(nik="", name=name, birth_date=birth_date)
    if known := Relative.objects.filter(same, person=person, kind=kind).first():
        return known
    return Relative.objects.create(
        person=person,
        office_id=person.office_id,
        kind=kind,
        nik=nik,
        name=name,
        birth_date=birth_date,
        died_on=died_on,
    )


def _dates(birth_date: date | None, died_on: date | None) -> None:
    if birth_date and birth_date > today():
        raise RegistryRefused("birth_future", field="birth_date", day=birth_date)
    if died_on and died_on > today():
        raise RegistryRefused("death_future", field="died_on", day=died_on)
    if birth_date and died_on and died_on < birth_date:
        raise RegistryRefused("death_before_birth", field="died_on", day=died_on)


@act
def change_relative(
    relative_id: int,
    *,
    name: str | None = None,
    nik: str | None = None,
    birth_date: date | None = None,
    died_on: date | None = None,
) -> Relative:
    """Correct a relative or note his death; what is None stays. Raises RegistryRefused like `add_relative`."""
    relative = Relative.objects.select_for_update().filter(pk=relative_id).first()
    if relative is None:
        raise RegistryRefused("not_found", what="anggota keluarga / relative")
    if name is not None:
        relative.name = names.tidy(name)
    if not relative.name:
        raise RegistryRefused("name_missing", field="name")
    if nik is not None:
        relative.nik = clean_nik(nik) or ""
    relative.birth_date = birth_date or relative.birth_date
    relative.died_on = died_on or relative.died_on
    _dates(relative.birth_date, relative.died_on)
    relative.save()
    return relative


@act
def set_bank_account(
    person_id: int,
    bank_id: str,
    number: str,
    holder_name: str,
    on: date,
    *,
    relative_id: int | None = None,
    vouched: bool = False,
) -> BankAccount:
    """The account a person, or one of his relatives, is paid to from now on; the former one ends.

    Usable at once when it is the first, or when an officer vouched for it; else after COOLING_OFF_DAYS. The holder's
    name is compared with the person's (relative's) and the outcome kept. The same account again keeps its dates (an
    officer may vouch for it later). Raises RegistryRefused: account_number, bank, name_missing, relative_of_other,
    not_found, merged_away.
    """
    number = numbers.clean(number)
    if not (number.isascii() and number.isdigit() and 5 <= len(number) <= 34):
        raise RegistryRefused("account_number", field="number", value=number[:40])
    if not Bank.objects.filter(pk=bank_id).exists():
        raise RegistryRefused("bank", field="bank", value=bank_id)
    holder_name = names.tidy(holder_name)
    if not holder_name:
        raise RegistryRefused("name_missing", field="holder_name")
    person = living_record(person_id)
    owner = person.name
    if relative_id is not None:
        relative = Relative.objects.filter(pk=relative_id, person=person).first()
        if relative is None:
            raise RegistryRefused("relative_of_other", field="relative")
        owner = relative.name
    lock("account", person_id, relative_id)
    points = names.score(holder_name, owner)
    checked = {"name_match": names.verdict(points), "name_score": points, "name_checked_on": on}
    mine = BankAccount.objects.filter(person=person)
    mine = mine.filter(relative=None) if relative_id is None else mine.filter(relative_id=relative_id)
    present = mine.filter(ended_on=None).first()
    if present and (present.bank_id, present.number) == (bank_id, number):
        if present.holder_name != holder_name or (vouched and present.usable_from > on):
            usable = on if vouched else present.usable_from
            BankAccount.objects.filter(pk=present.pk).update(holder_name=holder_name, usable_from=usable, **checked)
            present.refresh_from_db()
        return present
    first = not mine.exists()
    if present:
        BankAccount.objects.filter(pk=present.pk).update(ended_on=on)
    return BankAccount.objects.create(
        person=person,
        relative_id=relative_id,
        office_id=person.office_id,
        bank_id=bank_id,
        number=number,
        holder_name=holder_name,
        usable_from=on if first or vouched else on + timedelta(days=COOLING_OFF_DAYS),
        **checked,
    )


@act
def recheck_account_name(account_id: int, name_at_bank: str, on: date) -> BankAccount:
    """Keep the holder's name as the bank answered it, compared anew with the person's (relative's)."""
    account = (
        BankAccount.objects.select_for_update(of=("self",))
        .select_related("person", "relative")
        .filter(pk=account_id)
        .first()
    )
    if account is None:
        raise RegistryRefused("not_found", what="rekening / account")
    owner = account.relative.name if account.relative else account.person.name
    points = names.score(name_at_bank, owner)
    account.holder_name = names.tidy(name_at_bank)
    account.name_score, account.name_match, account.name_checked_on = points, names.verdict(points), on
    account.save()
    return account


@act
def end_bank_account(account_id: int, on: date) -> None:
    """Pay nothing more to an account (closed, frozen by its owner). An account already ended keeps its date."""
    BankAccount.objects.filter(pk=account_id, ended_on=None).update(ended_on=on)
