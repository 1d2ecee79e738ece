"""Offices, their territory, posts and holders, and the calendar."""

from datetime import date, timedelta

from lindung.base.db import act, lock, run
from lindung.registry.models import BusinessDay, Holder, Holiday, Office, Post, Territory
from lindung.registry.names import tidy
from lindung.registry.refusals import RegistryRefused


@act
def register_office(
    *,
    code: str,
    slug: str,
    name: str,
    kind: str,
    valid_from: date,
    parent_id: int | None = None,
    office_class: str = "",
    address: str = "",
    opens_saturday: bool = False,
) -> Office:
    """Open an office, or bring the one with this code to these facts."""
    facts = {
        "slug": slug,
        "name": tidy(name),
        "kind": Office.Kind(kind),
        "parent_id": parent_id,
        "office_class": office_class,
        "address": tidy(address),
        "opens_saturday": opens_saturday,
        "valid_from": valid_from,
    }
    return Office.objects.update_or_create(code=code, defaults=facts)[0]


@act
def close_office(office_id: int, last_day: date) -> None:
    """The office is open up to and including `last_day`. Raises RegistryRefused: not_found, dates_order."""
    office = Office.objects.select_for_update().filter(pk=office_id).first()
    if office is None:
        raise RegistryRefused("not_found", what="kantor / office")
    if last_day < office.valid_from:
        raise RegistryRefused("dates_order", field="valid_to")
    Office.objects.filter(pk=office_id).update(valid_to=last_day)


@act
def serve_district(office_id: int, district_id: str, valid_from: date) -> Territory:
    """An office serves a district from a day on; the office that served it before ends the day before.

    Raises RegistryRefused: starts_before.
    """
    lock("territory", district_id)
    last = Territory.objects.filter(district_id=district_id).order_by("-valid_from").first()
    if last and last.office_id == office_id and last.valid_to is None and last.valid_from <= valid_from:
        return last
    if last and last.valid_from >= valid_from:
        raise RegistryRefused("starts_before", field="valid_from", since=last.valid_from)
    if last and last.valid_to is None:
        Territory.objects.filter(pk=last.pk).update(valid_to=valid_from - timedelta(days=1))
    return Territory.objects.create(office_id=office_id, district_id=district_id, valid_from=valid_from)


@act
def appoint(office_id: int, kind: str, name: str, title: str, valid_from: date) -> Holder:
    """Who holds a post of an office from a day on, under which title; the former holder ends the day before.

    The same holder and title again changes nothing. Raises RegistryRefused: name_missing, starts_before.
    """
    name, title = tidy(name), tidy(title)
    if not name:
        raise RegistryRefused("name_missing", field="name")
    lock("post", office_id, kind)
    post, _ = Post.objects.get_or_create(office_id=office_id, kind=Post.Kind(kind))
    last = Holder.objects.filter(post=post).order_by("-valid_from").first()
    if last and (last.name, last.title, last.valid_to) == (name, title, None) and last.valid_from <= valid_from:
        return last
    if last and last.valid_from >= valid_from:
        raise RegistryRefused("starts_before", field="valid_from", since=last.valid_from)
    if last and last.valid_to is None:
        Holder.objects.filter(pk=last.pk).update(valid_to=valid_from - timedelta(days=1))
    return Holder.objects.create(post=post, name=name, title=title, valid_from=valid_from)


@act
def set_business_day(day: date | None) -> None:
    """The day the institution works on (demo, training, replay); None: the real day again."""
    if day is None:
        run("delete from registry_businessday")
    else:
        BusinessDay.objects.update_or_create(only=True, defaults={"day": day})


@act
def set_holiday(day: date, name: str) -> Holiday:
    """Make a day a holiday, or rename it."""
    return Holiday.objects.update_or_create(day=day, defaults={"name": tidy(name)[:120]})[0]
