"""Registering, classifying and closing employers."""

from datetime import date, timedelta

from django.db import transaction

from lindung.base.db import act, lock, scalar
from lindung.registry import numbers
from lindung.registry.models import Employer, EmployerClass
from lindung.registry.names import tidy
from lindung.registry.refusals import RegistryRefused


def _checked(value: str, good: bool, code: str, field: str) -> str:
    if value and not good:
        raise RegistryRefused(code, field=field, value=value[:40])
    return value


def make_npp() -> str:
    """The next employer number: seven digits and a check digit. Inside an act."""
    return str(scalar("select registry_with_check_digit(nextval('registry_npp_seq'))"))


@act
def register_employer(
    *,
    name: str,
    office_id: int,
    district_id: str,
    registered_on: date,
    size: str,
    risk_group: int,
    kbli: str,
    review_on: date,
    npp: str = "",
    nib: str = "",
    npwp: str = "",
    address: str = "",
    phone: str = "",
    email: str = "",
    contact_name: str = "",
    covid_relief: bool = False,
    labour_industry: str = "",
    reason: str = "Pendaftaran",
) -> Employer:
    """Register an employer with its first class, in force from `registered_on`, and give it an NPP unless it has one.

    The same NPP, or the same NIB at the same office, with the same name again gives the employer already there.
    `kbli` has five digits, `risk_group` is 1 to 5, `review_on` is when the class must be looked at again.
    Raises RegistryRefused: name_missing, npp_form, npp_taken, nib_form, nib_taken, npwp_form and what classifying
    refuses.
    """
    name = tidy(name)
    if not name:
        raise RegistryRefused("name_missing", field="name")
    npp, nib, npwp = numbers.clean(npp), numbers.clean(nib), numbers.clean(npwp)
    _checked(npp, numbers.is_npp(npp), "npp_form", "npp")
    _checked(nib, numbers.is_nib(nib), "nib_form", "nib")
    _checked(npwp, numbers.is_npwp(npwp), "npwp_form", "npwp")
    for key in sorted(k for k in (npp and f"npp:{npp}", nib and f"nib:{office_id}:{nib}") if k):
        lock("employer", key)
    if npp and (held := Employer.objects.filter(npp=npp).first()):
        if held.name == name and held.office_id == office_id:
            return held
        raise RegistryRefused("npp_taken", field="npp", npp=npp)
    if nib and (held := Employer.objects.filter(nib=nib, office_id=office_id).first()):
        if held.name == name and npp in ("", held.npp):
            return held
        raise RegistryRefused("nib_taken", field="nib", nib=nib, npp=held.npp)
    employer = Employer.objects.create(
        npp=npp or make_npp(),
        name=name,
        nib=nib,
        npwp=npwp,
        office_id=office_id,
        district_id=district_id,
        address=tidy(address),
        phone=phone.strip(),
        email=email.strip(),
        contact_name=tidy(contact_name),
        registered_on=registered_on,
    )
    classify_employer(
        employer.id,
        size=size,
        risk_group=risk_group,
        kbli=kbli,
        review_on=review_on,
        valid_from=registered_on,
        covid_relief=covid_relief,
        labour_industry=labour_industry,
        reason=reason,
    )
    return employer


@act
def classify_employer(
    employer_id: int,
    *,
    size: str,
    risk_group: int,
    kbli: str,
    review_on: date,
    valid_from: date,
    reason: str,
    covid_relief: bool = False,
    labour_industry: str = "",
) -> EmployerClass:
    """Put an employer into a size class and JKK risk group from a day on; the former class ends the day before.

    The same class from the same day again changes nothing; another one from the same day replaces it (the trail of
    writes keeps what was there). Raises RegistryRefused: size, risk_group, kbli_form, labour_industry, reason_missing,
    review_before, class_before, not_found.
    """
    if size not in EmployerClass.Size.values:
        raise RegistryRefused("size", field="size", value=size)
    if not 1 <= risk_group <= 5:
        raise RegistryRefused("risk_group", field="risk_group")
    if not (len(kbli) == 5 and kbli.isascii() and kbli.isdigit()):
        raise RegistryRefused("kbli_form", field="kbli", value=kbli[:40])
    if labour_industry not in ("", *EmployerClass.LabourIndustry.values):
        raise RegistryRefused("labour_industry", field="labour_industry", value=labour_industry[:40])
    if not reason.strip():
        raise RegistryRefused("reason_missing", field="reason")
    if review_on <= valid_from:
        raise RegistryRefused("review_before", field="review_on")
    if not Employer.objects.select_for_update().filter(pk=employer_id).exists():
        raise RegistryRefused("not_found", what="pemberi kerja / employer")
    facts = {
        "size": size,
        "risk_group": risk_group,
        "kbli": kbli,
        "covid_relief": covid_relief,
        "labour_industry": labour_industry,
        "reason": reason.strip()[:200],
        "review_on": review_on,
    }
    last = EmployerClass.objects.filter(employer_id=employer_id).order_by("-valid_from").first()
    if last and last.valid_from > valid_from:
        raise RegistryRefused("class_before", field="valid_from", since=last.valid_from)
    if last and last.valid_from == valid_from:
        if any(getattr(last, key) != value for key, value in facts.items()):
            EmployerClass.objects.filter(pk=last.pk).update(**facts)
            last.refresh_from_db()
        return last
    if last and last.valid_to is None:
        EmployerClass.objects.filter(pk=last.pk).update(valid_to=valid_from - timedelta(days=1))
    return EmployerClass.objects.create(employer_id=employer_id, valid_from=valid_from, **facts)


_EDITABLE = ("name", "address", "phone", "email", "contact_name", "npwp", "nib", "district_id", "office_id")


@act
def change_employer(employer_id: int, **changes: str | int) -> Employer:
    """Correct contact facts, numbers or the serving office: name, address, phone, email, contact_name, npwp, nib,
    district_id, office_id. Raises RegistryRefused: not_found, name_missing, nib_form, nib_taken, npwp_form."""
    if unknown := set(changes) - set(_EDITABLE):
        raise TypeError(f"not to be changed here: {sorted(unknown)}")
    employer = Employer.objects.select_for_update().filter(pk=employer_id).first()
    if employer is None:
        raise RegistryRefused("not_found", what="pemberi kerja / employer")
    for key, value in changes.items():
        text = tidy(str(value))
        if key in ("nib", "npwp"):
            text = numbers.clean(text)
            good = numbers.is_nib(text) if key == "nib" else numbers.is_npwp(text)
            _checked(text, good, f"{key}_form", key)
        setattr(employer, key, value if isinstance(value, int) else text)
    if not employer.name:
        raise RegistryRefused("name_missing", field="name")
    if employer.nib:
        held = Employer.objects.filter(nib=employer.nib, office_id=employer.office_id).exclude(pk=employer_id).first()
        if held:
            raise RegistryRefused("nib_taken", field="nib", nib=employer.nib, npp=held.npp)
    with transaction.atomic():
        employer.save(update_fields=list(changes))
    return employer


@act
def close_employer(employer_id: int, closed_on: date, *, status: str = Employer.Status.CLOSED) -> None:
    """The employer works no more (CLOSED) or has no workers for now (INACTIVE); ACTIVE opens it again."""
    day = None if status == Employer.Status.ACTIVE else closed_on
    if not Employer.objects.filter(pk=employer_id).update(status=Employer.Status(status), closed_on=day):
        raise RegistryRefused("not_found", what="pemberi kerja / employer")
