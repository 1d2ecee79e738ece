"""The acts of the registry, the only writers of its tables; one module a subject."""

from lindung.registry.refusals import RegistryRefused
from lindung.registry.services.bulk import NewPerson, register_people
from lindung.registry.services.bulk_employers import NewEmployer, register_employers
from lindung.registry.services.bulk_family import NewAccount, NewRelative, add_relatives, set_bank_accounts
from lindung.registry.services.cards import ask_merge, decline_merge, grant_merge
from lindung.registry.services.changes import (
    Proof,
    ask_change,
    change_to_decide,
    decline_change,
    needs_two,
    planned_changes,
    propose_change,
    withdraw_change,
    write_change,
)
from lindung.registry.services.employers import (
    change_employer,
    classify_employer,
    close_employer,
    register_employer,
)
from lindung.registry.services.family import (
    COOLING_OFF_DAYS,
    add_relative,
    change_relative,
    end_bank_account,
    recheck_account_name,
    set_bank_account,
)
from lindung.registry.services.files import store_file
from lindung.registry.services.merging import merge_people, merge_preview, unmerge_people, unmerge_preview
from lindung.registry.services.organisation import (
    appoint,
    close_office,
    register_office,
    serve_district,
    set_business_day,
    set_holiday,
)
from lindung.registry.services.people import (
    change_contacts,
    clear_death,
    correct_person,
    issue_number,
    record_death,
    register_person,
    verify_nik,
)

__all__ = [
    "COOLING_OFF_DAYS",
    "NewAccount",
    "NewEmployer",
    "NewPerson",
    "NewRelative",
    "Proof",
    "RegistryRefused",
    "add_relative",
    "add_relatives",
    "appoint",
    "ask_change",
    "ask_merge",
    "change_contacts",
    "change_employer",
    "change_relative",
    "change_to_decide",
    "classify_employer",
    "clear_death",
    "close_employer",
    "close_office",
    "correct_person",
    "decline_change",
    "decline_merge",
    "end_bank_account",
    "grant_merge",
    "issue_number",
    "merge_people",
    "merge_preview",
    "needs_two",
    "planned_changes",
    "propose_change",
    "recheck_account_name",
    "record_death",
    "register_employer",
    "register_employers",
    "register_office",
    "register_people",
    "register_person",
    "serve_district",
    "set_bank_account",
    "set_bank_accounts",
    "set_business_day",
    "set_holiday",
    "store_file",
    "unmerge_people",
    "unmerge_preview",
    "verify_nik",
    "withdraw_change",
    "write_change",
]
