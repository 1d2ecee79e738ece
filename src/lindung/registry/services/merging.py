"""Two records of one human being become one, and can become two again.

What hangs on a person in other packages is moved by parts named in the setting LINDUNG_MERGE_PARTS: modules with

    preview(kept_id, merged_id) -> list of dict            what would move, for the clerk
    move(kept_id, merged_id, key, on, by) -> dict          moves it; what is returned (JSON) is kept with the merge
    restore_preview(kept_id, merged_id, moved) -> list of dict    what would go back
    restore(kept_id, merged_id, key, moved, on, by)        puts it back

so that the registry need not know who builds on it. History that can never be changed (events, lines, bookings) stays
under the record that was merged; its owner sees it as his own (`access`), and balances follow by a booked transfer.
"""

from datetime import date
from importlib import import_module
from typing import Any, Protocol, cast

from django.conf import settings

from lindung.base.db import act, rows, run
from lindung.registry.models import BankAccount, MemberNumber, Person, PersonMerge, Relative
from lindung.registry.queries import now, today
from lindung.registry.refusals import RegistryRefused


class Part(Protocol):
    """What a package does when people are merged; see the module's text."""

    def preview(self, kept_id: int, merged_id: int) -> list[dict[str, Any]]: ...

    def move(self, kept_id: int, merged_id: int, key: str, on: date, by: int | None) -> dict[str, Any]: ...

    def restore_preview(self, kept_id: int, merged_id: int, moved: dict[str, Any]) -> list[dict[str, Any]]: ...

    def restore(
        self, kept_id: int, merged_id: int, key: str, moved: dict[str, Any], on: date, by: int | None
    ) -> None: ...


def parts() -> dict[str, Part]:
    """The parts of this installation by module name, in their order."""
    return {name: cast(Part, import_module(name)) for name in settings.LINDUNG_MERGE_PARTS}


def _pair(kept_id: int, merged_id: int) -> tuple[Person, Person]:
    """Both rows, locked in order of id. Raises RegistryRefused: same_person, not_found, merged_away."""
    if kept_id == merged_id:
        raise RegistryRefused("same_person")
    found = {p.pk: p for p in Person.objects.select_for_update().filter(pk__in=(kept_id, merged_id)).order_by("pk")}
    if len(found) < 2:
        raise RegistryRefused("not_found", what="orang / person")
    if any(p.merged_into_id for p in found.values()):
        raise RegistryRefused("merged_away")
    return found[kept_id], found[merged_id]


def merge_preview(kept_id: int, merged_id: int) -> dict[str, Any]:
    """What a merge would move: numbers, relatives, accounts, records merged before, and each part's own list.

    Reads under the row-level security of who asks.
    """
    return {
        "numbers": rows(
            "select kpj, issued_on from registry_membernumber where person_id = %s order by 1", [merged_id]
        ),
        "relatives": rows("select id, kind, name from registry_relative where person_id = %s order by id", [merged_id]),
        "accounts": rows(
            "select id, bank_id, number, ended_on from registry_bankaccount where person_id = %s order by id",
            [merged_id],
        ),
        "merged_before": rows(
            "select id, name from registry_person where merged_into_id = %s order by id", [merged_id]
        ),
        "parts": {name: part.preview(kept_id, merged_id) for name, part in parts().items()},
    }


@act
def merge_people(kept_id: int, merged_id: int, evidence: str, by: int, *, on: date | None = None) -> PersonMerge:
    """`merged` and `kept` are one person: numbers, relatives, accounts and what the parts move go to `kept`.

    `kept` takes the NIK of `merged` when it has none, and its date of death; its own open bank account stays the one
    that is paid to. Raises RegistryRefused: same_person, not_found, merged_away, evidence_missing, merge_deaths; and
    what a part refuses (two spells at one employer at one time are for a clerk to correct first).
    """
    if not evidence.strip():
        raise RegistryRefused("evidence_missing", field="evidence")
    kept, merged = _pair(kept_id, merged_id)
    if kept.died_on and merged.died_on and kept.died_on != merged.died_on:
        raise RegistryRefused("merge_deaths", one=kept.died_on, other=merged.died_on)
    day = on or today()
    moved: dict[str, Any] = {
        "numbers": _ids(MemberNumber, merged_id),
        "relatives": _ids(Relative, merged_id),
        "accounts": _ids(BankAccount, merged_id),
        "merged_before": list(
            Person.objects.filter(merged_into_id=merged_id).order_by("pk").values_list("pk", flat=True)
        ),
        "ended_account": None,
        "nik": merged.nik if kept.nik is None else None,
        "nik_verified_on": str(merged.nik_verified_on) if kept.nik is None and merged.nik_verified_on else None,
        "died_on": str(merged.died_on) if merged.died_on and not kept.died_on else None,
    }
    mine = BankAccount.objects.filter(person_id=merged_id, relative=None, ended_on=None).first()
    if mine and BankAccount.objects.filter(person_id=kept_id, relative=None, ended_on=None).exists():
        BankAccount.objects.filter(pk=mine.pk).update(ended_on=day)
        moved["ended_account"] = mine.pk
    MemberNumber.objects.filter(person_id=merged_id).update(person_id=kept_id)
    BankAccount.objects.filter(person_id=merged_id).update(person_id=kept_id)
    Relative.objects.filter(person_id=merged_id).update(person_id=kept_id)
    Person.objects.filter(pk__in=moved["merged_before"]).update(merged_into_id=kept_id)
    if moved["nik"]:
        Person.objects.filter(pk=merged_id).update(nik=None, nik_verified_on=None)
        Person.objects.filter(pk=kept_id).update(nik=moved["nik"], nik_verified_on=merged.nik_verified_on)
    if moved["died_on"]:
        Person.objects.filter(pk=kept_id).update(died_on=merged.died_on)
    Person.objects.filter(pk=merged_id).update(merged_into_id=kept_id)
    merge = PersonMerge.objects.create(
        kept_id=kept_id, merged_id=merged_id, moved=moved, evidence=evidence.strip()[:300], made_by=by
    )
    moved["parts"] = {
        name: part.move(kept_id, merged_id, f"merge:{merge.pk}", day, by) for name, part in parts().items()
    }
    merge.moved, merge.made_at = moved, now(day)
    merge.save(update_fields=["moved", "made_at"])
    return merge


def _ids(model: Any, person_id: int) -> list[Any]:
    return list(model.objects.filter(person_id=person_id).order_by("pk").values_list("pk", flat=True))


def unmerge_preview(merge_id: int) -> dict[str, Any]:
    """What taking a merge apart would give back: numbers, relatives, accounts, records merged before, the NIK, the date
    of death, and each part's own list. Reads under the row-level security of who asks.

    Raises RegistryRefused: not_found, merge_undone.
    """
    merge = PersonMerge.objects.filter(pk=merge_id).first()
    if merge is None:
        raise RegistryRefused("not_found", what="penggabungan / merge")
    if merge.undone_at:
        raise RegistryRefused("merge_undone")
    kept_id, merged_id, moved = merge.kept_id, merge.merged_id, merge.moved
    with_kept = Person.objects.filter(pk=kept_id)
    return {
        "kept_id": kept_id,
        "merged_id": merged_id,
        "evidence": merge.evidence,
        "made_at": merge.made_at,
        "numbers": list(MemberNumber.objects.filter(pk__in=moved["numbers"]).order_by("pk").values("kpj", "issued_on")),
        "relatives": list(Relative.objects.filter(pk__in=moved["relatives"]).order_by("pk").values("name", "kind")),
        "accounts": list(
            BankAccount.objects.filter(pk__in=moved["accounts"]).order_by("pk").values("bank_id", "number")
        ),
        "reopened": moved["ended_account"],
        "nik": moved["nik"] if moved["nik"] and with_kept.filter(nik=moved["nik"]).exists() else None,
        "died_on": moved["died_on"] if with_kept.filter(died_on=moved["died_on"]).exists() else None,
        "merged_before": list(Person.objects.filter(pk__in=moved["merged_before"]).order_by("pk").values("id", "name")),
        "parts": {
            name: part.restore_preview(kept_id, merged_id, moved["parts"][name])
            for name, part in parts().items()
            if name in moved["parts"]
        },
    }


@act
def unmerge_people(merge_id: int, by: int, *, on: date | None = None) -> PersonMerge:
    """They are two people after all: everything the merge moved goes back; what came since stays with `kept`.

    Raises RegistryRefused: not_found, merge_undone, merge_buried (the kept record was merged into a third one since).
    """
    merge = PersonMerge.objects.select_for_update().filter(pk=merge_id).first()
    if merge is None:
        raise RegistryRefused("not_found", what="penggabungan / merge")
    if merge.undone_at:
        raise RegistryRefused("merge_undone")
    kept_id, merged_id, moved, day = merge.kept_id, merge.merged_id, merge.moved, on or today()
    people = Person.objects.select_for_update().filter(pk__in=(kept_id, merged_id)).order_by("pk")
    found = {p.pk: p for p in people}
    if found[kept_id].merged_into_id or found[merged_id].merged_into_id != kept_id:
        raise RegistryRefused("merge_buried")
    Person.objects.filter(pk=merged_id).update(merged_into_id=None)
    # Corrected since, it stays where it is; the record that goes back has none then.
    mine = Person.objects.filter(pk=kept_id, nik=moved["nik"] or "")
    if mine.update(nik=None, nik_verified_on=None):
        Person.objects.filter(pk=merged_id).update(nik=moved["nik"], nik_verified_on=moved["nik_verified_on"])
    if moved["died_on"]:
        Person.objects.filter(pk=kept_id, died_on=moved["died_on"]).update(died_on=None)
    Person.objects.filter(pk__in=moved["merged_before"]).update(merged_into_id=merged_id)
    for table, key, what in (
        ("registry_membernumber", "kpj", "numbers"),
        ("registry_relative", "id", "relatives"),
        ("registry_bankaccount", "id", "accounts"),
    ):
        run(f"update {table} set person_id = %s where {key} = any(%s)", [merged_id, moved[what]])
    if moved["ended_account"]:
        BankAccount.objects.filter(pk=moved["ended_account"]).update(ended_on=None)
    for name, part in reversed(parts().items()):
        if name in moved["parts"]:
            part.restore(kept_id, merged_id, f"unmerge:{merge_id}", moved["parts"][name], day, by)
    merge.undone_by, merge.undone_at = by, now(day)
    merge.save(update_fields=["undone_by", "undone_at"])
    return merge
