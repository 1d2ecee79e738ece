"""Correcting what we hold of a person: asked for by himself or proposed by an officer, with evidence, and kept.

What moves money or says who somebody is (NIK, birth date, sex, date of death, another name) is decided by a second
person; a spelling, the mother's name and contacts are done by one. What a correction does elsewhere (cover, claims) is
for `claims.services`, which alone carries corrections out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from lindung.base.db import act, lock
from lindung.registry import names, numbers
from lindung.registry.models import Person, PersonChange
from lindung.registry.names import tidy
from lindung.registry.queries import now, today
from lindung.registry.refusals import RegistryRefused
from lindung.registry.services.people import change_contacts, clean_nik, correct_person, living_record, verify_nik

State, Kind = PersonChange.State, PersonChange.Evidence
CONTACTS = ("phone", "email", "address", "npwp")
IDENTITY = ("nik", "name", "birth_date", "birth_place", "sex", "mother_name")
BY_TWO = ("nik", "birth_date", "sex", "died_on")
"""What always takes a second person; a name does unless it stays the same name."""

_CIVIL = (Kind.ID_CARD, Kind.FAMILY_CARD, Kind.BIRTH_CERTIFICATE, Kind.CIVIL_REGISTRY, Kind.COURT)
_PROVES: Mapping[str, tuple[str, ...]] = {
    "nik": (Kind.ID_CARD, Kind.FAMILY_CARD, Kind.CIVIL_REGISTRY),
    "died_on": (Kind.DEATH_CERTIFICATE, Kind.CIVIL_REGISTRY, Kind.COURT),
    "npwp": (Kind.TAX_CARD, *_CIVIL, Kind.STATEMENT),
    **dict.fromkeys(("name", "birth_date", "birth_place", "sex", "mother_name"), _CIVIL),
}
_ALIVE = (Kind.ID_CARD, Kind.FAMILY_CARD, Kind.CIVIL_REGISTRY, Kind.COURT)
_OVERRULES = (Kind.CIVIL_REGISTRY, Kind.COURT)
"""Evidence on which a NIK may stand beside a birth date or sex that its digits do not say."""


@dataclass(frozen=True)
class Proof:
    """What was shown: its kind (`PersonChange.Evidence`), its number, and a kept file where there is one."""

    kind: str
    number: str = ""
    file_id: int | None = None


def planned_changes(person: Person, wanted: Mapping[str, Any]) -> dict[str, list[Any]]:
    """What of `wanted` (field -> value as typed or as a date) differs from the record: field -> [before, after].

    A `died_on` of None takes the date back. Raises RegistryRefused: nik_form, name_missing, sex, birth_future,
    npwp_form, death_future, death_before_birth, death_unknown, change_nothing.
    """
    if unknown := set(wanted) - {*IDENTITY, *CONTACTS, "died_on"}:
        raise TypeError(f"not to be changed here: {sorted(unknown)}")
    found: dict[str, list[Any]] = {}
    for field, given in wanted.items():
        after = _clean(field, given)
        before = getattr(person, field)
        if after != before:
            found[field] = [_plain(before), _plain(after)]
    if not found:
        raise RegistryRefused("change_nothing")
    born = _day(found["birth_date"][1]) if "birth_date" in found else person.birth_date
    assert born is not None
    if "died_on" in found and person.died_on is None:
        raise RegistryRefused("death_unknown", field="died_on")
    died = _day(found["died_on"][1]) if "died_on" in found else person.died_on
    if died and died < born:
        raise RegistryRefused("death_before_birth", field="died_on" if "died_on" in found else "birth_date", day=died)
    return found


def _clean(field: str, given: Any) -> Any:
    if field == "nik":
        return clean_nik(given)
    if field in ("birth_date", "died_on"):
        if given and given > today():
            code = "birth_future" if field == "birth_date" else "death_future"
            raise RegistryRefused(code, field=field, day=given)
        return given
    text = tidy(given or "")
    if field == "name" and not text:
        raise RegistryRefused("name_missing", field="name")
    if field == "sex" and text not in Person.Sex.values:
        raise RegistryRefused("sex", field="sex")
    if field == "npwp" and text and not numbers.is_npwp(text := numbers.clean(text)):
        raise RegistryRefused("npwp_form", field="npwp", value=text[:40])
    return text


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def needs_two(changes: Mapping[str, list[Any]]) -> bool:
    """Whether a second person decides: see the module's text."""
    if any(field in changes for field in BY_TWO):
        return True
    return "name" in changes and names.verdict(names.score(*changes["name"])) != names.MATCH


def _possible(person: Person, changes: Mapping[str, list[Any]], proof: Proof) -> None:
    """Refuses a NIK that is not his, or that contradicts birth date or sex, and evidence that does not prove this."""
    if proof.kind not in Kind.values:
        raise RegistryRefused("evidence_kind", field="evidence")
    for field in changes:
        taken_back = field == "died_on" and changes[field][1] is None
        proves = _ALIVE if taken_back else _PROVES.get(field, tuple(Kind.values))
        if proof.kind not in proves:
            raise RegistryRefused("evidence_kind", field="evidence")
    if proof.kind != Kind.STATEMENT and not tidy(proof.number):
        raise RegistryRefused("evidence_number", field="evidence_number")
    nik = changes["nik"][1] if "nik" in changes else person.nik
    if "nik" in changes and nik:
        held = Person.objects.filter(nik=nik).exclude(pk=person.pk).only("merged_into_id").first()
        if held is not None and held.merged_into_id == person.pk:
            raise RegistryRefused("nik_merged_here", field="nik", nik=nik)
        if held is not None:
            raise RegistryRefused("nik_used", field="nik", nik=nik)
    if not nik or not {"nik", "birth_date", "sex"} & set(changes):
        return
    born = _day(changes["birth_date"][1]) if "birth_date" in changes else person.birth_date
    for doubt in numbers.nik_doubts(nik, born, changes["sex"][1] if "sex" in changes else person.sex):
        if doubt.code in ("nik_birth_date", "nik_sex"):
            if proof.kind in _OVERRULES:
                continue
        elif "nik" not in changes:
            continue  # the number we hold is odd in itself; that is no reason against this correction
        field = next(f for f in ("nik", "birth_date", "sex") if f in changes)
        raise RegistryRefused("nik_contradicts", field=field, why={"id": doubt.id, "en": doubt.en})


def _told(reason: str) -> str:
    text = tidy(reason)[:300]
    if not text:
        raise RegistryRefused("reason_missing", field="reason")
    return text


@act
def ask_change(
    person_id: int, wanted: Mapping[str, Any], proof: Proof, reason: str, *, by: int | None = None
) -> PersonChange:
    """A member asks that facts of his identity be corrected; an officer looks. Nothing is changed by asking.

    The same again gives the open request. Raises RegistryRefused: what `planned_changes` refuses, evidence_kind,
    evidence_number, reason_missing, change_open, not_found, merged_away.
    """
    lock("person-change", person_id)
    person = living_record(person_id)
    if set(wanted) - set(IDENTITY):
        raise TypeError("asked of an officer are facts of identity only")
    changes, told = planned_changes(person, wanted), _told(reason)
    asked = {field: after for field, (_, after) in changes.items()}
    open_now = PersonChange.objects.filter(person_id=person_id, state__in=(State.ASKED, State.PROPOSED)).first()
    if open_now and open_now.asked == asked:
        return open_now
    if open_now:
        raise RegistryRefused("change_open")
    if proof.kind not in _CIVIL:
        raise RegistryRefused("evidence_kind", field="evidence")
    if not tidy(proof.number):
        raise RegistryRefused("evidence_number", field="evidence_number")
    return PersonChange.objects.create(
        person=person, office_id=person.office_id, state=State.ASKED, asked=asked, changes=changes,
        two=needs_two(changes), evidence=proof.kind, evidence_number=tidy(proof.number)[:60], file_id=proof.file_id,
        reason=told, made_by=by, made_at=now(),
    )  # fmt: skip


@act
def propose_change(
    person_id: int, wanted: Mapping[str, Any], proof: Proof, reason: str, by: int, *, request_id: int | None = None
) -> PersonChange:
    """An officer says what is to be corrected, on what evidence; `request_id` is the member's own request he answers.

    It waits for a second person where `two` is set, else for `claims.services` to carry it out at once. Raises
    RegistryRefused: what `planned_changes` refuses, nik_used, nik_merged_here, nik_contradicts, evidence_kind,
    evidence_number, reason_missing, change_open, change_state, not_found, merged_away.
    """
    lock("person-change", person_id)
    person = living_record(person_id)
    changes, told = planned_changes(person, wanted), _told(reason)
    _possible(person, changes, proof)
    two, moment = needs_two(changes), now()
    request = None
    if request_id is not None:
        request = _in_state(request_id, State.ASKED)
        if request.person_id != person_id:
            raise RegistryRefused("no_change")
    elif two and PersonChange.objects.filter(person_id=person_id, state__in=(State.ASKED, State.PROPOSED)).exists():
        raise RegistryRefused("change_open")
    change = request or PersonChange(person=person, office_id=person.office_id, made_by=by, made_at=moment)
    change.state, change.changes, change.two, change.reason = State.PROPOSED, changes, two, told
    change.evidence, change.evidence_number = Kind(proof.kind), tidy(proof.number)[:60]
    change.file_id = proof.file_id or change.file_id
    change.proposed_by, change.proposed_at = by, moment
    if not two:
        change.state, change.decided_by, change.decided_at = State.DONE, by, moment
    change.save()
    return change


@act
def change_to_decide(change_id: int, by: int) -> PersonChange:
    """A proposal as it waits, locked with its person, for somebody else than who proposed it.

    Raises RegistryRefused: no_change, change_state, change_same_person, change_meanwhile (the record is no longer what
    the proposal started from), nik_used and what else became impossible since; not_found, merged_away.
    """
    change = _in_state(change_id, State.PROPOSED)
    if change.proposed_by == by:
        raise RegistryRefused("change_same_person")
    person = living_record(change.person_id)
    for field, (before, _) in change.changes.items():
        if _plain(getattr(person, field)) != before:
            raise RegistryRefused("change_meanwhile")
    _possible(person, change.changes, Proof(change.evidence, change.evidence_number, change.file_id))
    return change


@act
def write_change(change: PersonChange, by: int) -> None:
    """Put what a change says into the record (its date of death apart) and close it. Called by `claims.services`.

    A NIK compared with the card or by the civil registry counts as verified."""
    identity = {f: after for f, (_, after) in change.changes.items() if f in IDENTITY}
    if "birth_date" in identity:
        identity["birth_date"] = _day(identity["birth_date"])
    if identity:
        correct_person(change.person_id, **identity)
    contacts = {f: after for f, (_, after) in change.changes.items() if f in CONTACTS}
    if contacts:
        change_contacts(change.person_id, kept=True, **contacts)
    if identity.get("nik") and change.evidence in (Kind.ID_CARD, Kind.CIVIL_REGISTRY):
        verify_nik(change.person_id, today())
    if change.state != State.DONE:
        _close(change, State.DONE, by)


@act
def decline_change(change_id: int, answer: str, by: int) -> PersonChange:
    """What a member asked for, or an officer proposed, is not done; the answer is read by who asked.

    Raises RegistryRefused: no_change, change_state, reason_missing, change_same_person (a proposal of one's own is
    withdrawn, not declined).
    """
    change = _in_state(change_id, State.ASKED, State.PROPOSED)
    if change.state == State.PROPOSED and change.proposed_by == by:
        raise RegistryRefused("change_same_person")
    _close(change, State.DECLINED, by, _told(answer))
    return change


@act
def withdraw_change(change_id: int, by: int) -> PersonChange:
    """Who proposed takes his proposal back, the member his request as long as nobody took it up.

    Raises RegistryRefused: no_change, change_state, change_of_other.
    """
    change = _in_state(change_id, State.ASKED, State.PROPOSED)
    if by != (change.made_by if change.state == State.ASKED else change.proposed_by):
        raise RegistryRefused("change_of_other")
    _close(change, State.WITHDRAWN, by)
    return change


def _in_state(change_id: int, *states: str) -> PersonChange:
    change = PersonChange.objects.select_for_update().filter(pk=change_id).first()
    if change is None:
        raise RegistryRefused("no_change")
    if change.state not in states:
        raise RegistryRefused("change_state")
    return change


def _close(change: PersonChange, state: str, by: int, answer: str = "") -> None:
    change.state, change.decided_by, change.decided_at, change.answer = State(state), by, now(), answer
    change.save(update_fields=["state", "decided_by", "decided_at", "answer"])
