"""Who may read and write which table, as one list; applied by the owner after every migration.

`lindung_app` (web server and worker) reads what row-level security shows it and writes nothing of the domain.
`lindung_system` (a service inside its transaction) writes; append-only tables cannot be changed even by it.
A table not listed here gets no rights at all, and a test says so.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from lindung.access import policies
from lindung.access.functions import FUNCTIONS
from lindung.access.policies import OWN_COVER, OWN_EMPLOYERS, OWN_LISTS, OWN_ORDERS, OWN_SPONSOR, OWN_WORKERS


class Cursor(Protocol):
    """What `apply` needs of a database cursor."""

    def execute(self, sql: str, /) -> object: ...


@dataclass(frozen=True)
class Table:
    """Rights on one table.

    `office`, `employer`, `person`, `sponsor` name the columns a reader's scope is compared with; a table with none of
    them and `open=True` is reference data that everybody may read. `append_only`: rows are never changed.
    `audit_insert`: inserts are recorded too (updates and deletes always are). `key` is the column the trail names a row
    by.
    """

    name: str
    office: str = ""
    employer: str = ""
    person: str = ""
    sponsor: str = ""
    open: bool = False
    append_only: bool = False
    audit_insert: bool = False
    audited: bool = True
    key: str = "id"
    extra: str = ""


def _scoped(name: str, *parties: str, **more: object) -> Table:
    columns = {party: f"{party}_id" for party in ("office", *parties)}
    return Table(name, **{**columns, **more})  # type: ignore[arg-type]


TABLES: tuple[Table, ...] = (
    # reference data
    Table("registry_district", open=True, key="code"),
    Table("registry_minimumwage", open=True),
    Table("registry_holiday", open=True, key="day"),
    Table("registry_bank", open=True, key="code"),
    Table("registry_businessday", open=True, key="only", audit_insert=True),
    Table("registry_office", open=True),
    Table("registry_territory", open=True),
    Table("registry_post", open=True),
    Table("registry_holder", open=True),
    Table("ledger_account", open=True),
    Table("ledger_returnrate", open=True, audit_insert=True),
    Table("performance_target", open=True, audit_insert=True),
    Table("performance_snapshot", open=True, append_only=True),
    # parties
    Table(
        "registry_employer",
        office="office_id",
        employer="id",
        extra=OWN_EMPLOYERS.format(employer="registry_employer.id"),
    ),
    _scoped(
        "registry_employerclass",
        "employer",
        office="",
        audit_insert=True,
        extra="(select lindung_scope()) = 'staff' and exists (select 1 from registry_employer e"
        " where e.id = registry_employerclass.employer_id and e.office_id = any((select lindung_offices())::bigint[]))"
        f" or {OWN_EMPLOYERS.format(employer='registry_employerclass.employer_id')}",
    ),
    Table(
        "registry_person",
        office="office_id",
        person="id",
        extra=f"{OWN_WORKERS.format(person='registry_person.id')}"
        f" or {OWN_LISTS.format(row='b.person_id = registry_person.id')}",
    ),
    _scoped(
        "registry_membernumber",
        "person",
        key="kpj",
        extra=OWN_WORKERS.format(person="registry_membernumber.person_id"),
    ),
    Table(
        "registry_personmerge",
        audit_insert=True,
        extra="(select lindung_scope()) = 'staff' and exists (select 1 from registry_person p"
        " where p.id = kept_id and p.office_id = any((select lindung_offices())::bigint[]))",
    ),
    _scoped("registry_cardrequest", "person", audit_insert=True),
    _scoped("registry_personchange", "person", audit_insert=True),
    _scoped("registry_relative", "person"),
    _scoped("registry_bankaccount", "person", audit_insert=True),
    _scoped("registry_storedfile", "employer", "person", append_only=True),
    # cover
    _scoped("coverage_spell", "employer", "person", extra=OWN_COVER.format(spell="coverage_spell")),
    _scoped("coverage_spellevent", "employer", "person", append_only=True),
    _scoped("coverage_exitnotice", "employer", "person"),
    _scoped("coverage_dispute", "employer", "person"),
    # contributions
    _scoped("contributions_wagereport", "employer"),
    _scoped("contributions_handin", "employer", append_only=True, audit_insert=True),
    _scoped("contributions_handinreport", "employer", append_only=True, audit_insert=True),
    _scoped("contributions_wageline", "employer", "person", audited=False),
    _scoped("contributions_refusedrow", "employer", audited=False),
    _scoped("contributions_bill", "employer", append_only=True),
    _scoped("contributions_line", "employer", "person", append_only=True),
    _scoped("contributions_statement", append_only=True),
    _scoped("contributions_receipt", "employer", audit_insert=False),
    _scoped("contributions_receiptuse", "employer", "person", append_only=True),
    _scoped("contributions_receiptsuggestion", append_only=True),
    _scoped("contributions_receiptevent", append_only=True),
    _scoped("contributions_refund", "employer", audit_insert=True),
    _scoped("contributions_penalty", "employer", append_only=True),
    _scoped("contributions_allocation", "employer", append_only=True),
    _scoped("contributions_settlement", "employer", append_only=True),
    # orders of those who pay for themselves; the one who pays sees the whole order, each person his own lines
    _scoped(
        "segments_order",
        "employer",
        "person",
        append_only=True,
        audit_insert=True,
        extra="(select lindung_scope()) = 'member' and exists (select 1 from segments_orderline l"
        " where l.order_id = segments_order.id and l.person_id = any((select lindung_people())::bigint[]))"
        f" or {OWN_ORDERS.format(order='segments_order.id')}",
    ),
    _scoped("segments_jointorder", "employer", "person", audit_insert=True),
    _scoped(
        "segments_orderline",
        "employer",
        "person",
        append_only=True,
        extra=OWN_ORDERS.format(order="segments_orderline.order_id"),
    ),
    _scoped("segments_bpumember", "person", audit_insert=True),
    _scoped("segments_bpujob", "person", audit_insert=True),
    _scoped("segments_pmiplacement", "employer", "person", audit_insert=True),
    _scoped("segments_pmipart", "employer", "person", append_only=True),
    _scoped("segments_pmievent", "employer", "person", append_only=True, audit_insert=True),
    _scoped("segments_project", "employer", audit_insert=True),
    _scoped("segments_projectterms", "employer", append_only=True, audit_insert=True),
    _scoped("segments_projectorder", "employer", append_only=True, key="order_id"),
    _scoped("segments_projectwage", "employer", "person", append_only=True, audit_insert=True),
    _scoped("segments_projectwagemonth", "employer", "person", append_only=True),
    _scoped("segments_projectcredit", "employer", "person", append_only=True),
    _scoped("segments_projectpaper", "employer", append_only=True),
    _scoped("segments_projectworker", "employer", "person", audit_insert=True),
    _scoped(
        "segments_orderevent",
        "employer",
        "person",
        append_only=True,
        audit_insert=True,
        extra=OWN_ORDERS.format(order="segments_orderevent.order_id"),
    ),
    # cover that sponsors pay for
    Table(
        "reach_sponsor",
        office="office_id",
        sponsor="id",
        audit_insert=True,
        extra=OWN_SPONSOR.format(row="b.sponsor_id = reach_sponsor.id"),
    ),
    _scoped(
        "reach_agreement",
        "sponsor",
        audit_insert=True,
        extra=OWN_SPONSOR.format(row="b.agreement_id = reach_agreement.id"),
    ),
    _scoped("reach_budgetline", "sponsor", append_only=True, audit_insert=True),
    _scoped("reach_sponsoredorder", "sponsor", append_only=True, key="order_id"),
    _scoped("reach_budgetuse", "sponsor", append_only=True),
    _scoped("reach_alarm", "sponsor", append_only=True),
    _scoped("reach_beneficiary", "sponsor", "person"),
    _scoped("reach_beneficiaryevent", "sponsor", "person", append_only=True),
    _scoped("reach_listtaken", "sponsor", append_only=True, audit_insert=True),
    _scoped("reach_listrow", "sponsor", audited=False),
    _scoped("reach_offer", "sponsor", "person", append_only=True),
    _scoped("reach_proposal", "sponsor", audit_insert=True),
    # collection
    _scoped("collection_receivable", "employer", append_only=True),
    _scoped("collection_case", "employer"),
    _scoped("collection_evidence", "employer"),
    _scoped("collection_step", "employer", append_only=True),
    _scoped("collection_promise", "employer"),
    _scoped("collection_plan", "employer"),
    _scoped("collection_planpart", "employer", append_only=True),
    _scoped("collection_fine", "employer", append_only=True),
    _scoped("collection_finepayment", "employer", append_only=True),
    _scoped("collection_objection", "employer"),
    _scoped("collection_finding", "employer", audited=False),
    _scoped("collection_dormancy", "employer"),
    _scoped("collection_writeoff", "employer"),
    _scoped("collection_flag", audit_insert=False),
    # books
    _scoped("ledger_entry", "employer", "person", append_only=True),
    _scoped("ledger_posting", append_only=True),
    _scoped("ledger_memberposting", "employer", "person", append_only=True),
    _scoped("ledger_memberclosing", "person", append_only=True),
    _scoped("ledger_closing", append_only=True),
    # claims
    _scoped("claims_claim", "person"),
    _scoped("claims_claimevent", "person", append_only=True),
    _scoped("claims_claimdocument", "person"),
    _scoped("claims_decision", "person"),
    _scoped("claims_benefitpart", "person", append_only=True),
    _scoped("claims_correction", append_only=True),
    _scoped("claims_laterreport", audit_insert=True),
    _scoped("claims_correctionproposal", audit_insert=True),
    _scoped("claims_overpayment", "person", append_only=True),
    _scoped("claims_payoutbatch"),
    _scoped("claims_paymentorder", "person"),
    _scoped("claims_appeal", "person"),
    _scoped("claims_contact", append_only=True),
    # notices, batch
    _scoped("notices_message", "employer", "person", "sponsor", audited=False),
    _scoped("notices_letter", "employer", "person"),
    _scoped("batch_run", "employer", audited=False, extra="(select lindung_scope()) = 'staff' and office_id is null"),
    Table("batch_schedule", open=True, audit_insert=True),
    Table("batch_turn", open=True, audited=False),
    Table("batch_slice", audited=False, extra="exists (select 1 from batch_run r where r.id = run_id)"),
    _scoped("interop_apianswer", "employer", audited=False),
    _scoped("interop_snappartner", audit_insert=True),
    _scoped("interop_snapchange", audit_insert=True),
    _scoped("interop_snapexchange", append_only=True),
    _scoped("interop_columnmatching", "employer", audit_insert=True),
    # access itself
    Table(
        "access_auditentry",
        append_only=True,
        audited=False,
        extra="(select lindung_scope()) = 'staff'"
        " and (select coalesce(current_setting('lindung.roles', true), '')) in ('AUDITOR', 'ADMIN')",
    ),
    _scoped("access_readlog", "person", append_only=True),
    _scoped("access_activation", "employer", "person", audit_insert=True),
    _scoped(
        "access_activationtry",
        append_only=True,
        extra="(select lindung_scope()) = 'staff'"
        " and (select coalesce(current_setting('lindung.roles', true), '')) in ('AUDITOR', 'ADMIN')",
    ),
    Table("access_loginevent", append_only=True, extra=policies.OWN_LOGIN.format(user="access_loginevent.user_id")),
)

# What the web server itself writes: sessions, failed logins, second factors, the login row's own stamps.
FRAMEWORK: dict[str, str] = {
    "django_session": "select, insert, update, delete",
    "django_content_type": "select",
    "django_migrations": "select",
    "auth_group": "select",
    "auth_permission": "select",
    "auth_group_permissions": "select",
    "access_user": "select, update (last_login, password)",
    "access_user_groups": "select",
    "access_user_user_permissions": "select",
    "access_mandate": "select",
    "access_apitoken": "select",
    "account_emailaddress": "select, insert, update, delete",
    "account_emailconfirmation": "select, insert, update, delete",
    "usersessions_usersession": "select, insert, update, delete",
    "mfa_authenticator": "select, insert, update, delete",
    "access_hit": "select, insert, update, delete",
    "axes_accessattempt": "select, insert, update, delete",
    "axes_accessattemptexpiration": "select, insert, update, delete",
    "axes_accessfailurelog": "select, insert, update, delete",
    "axes_accesslog": "select, insert, update, delete",
}

# Changes of these are recorded as those of domain tables are: who got which role, which token was made or ended.
AUDITED_FRAMEWORK = ("access_user", "access_mandate", "access_apitoken", "access_user_groups")


def readable_when(table: Table) -> str:
    """The SQL condition under which `lindung_app` sees a row of `table`."""
    if table.open:
        return "true"
    parts = []
    if table.office:
        parts.append(
            f"(select lindung_scope()) = 'staff' and {table.office} = any((select lindung_offices())::bigint[])"
        )
    if table.employer:
        parts.append(f"(select lindung_scope()) = 'employer' and {table.employer} = (select lindung_employer())")
    if table.sponsor:
        parts.append(f"(select lindung_scope()) = 'sponsor' and {table.sponsor} = (select lindung_sponsor())")
    if table.person:
        parts.append(
            f"(select lindung_scope()) = 'member' and {table.person} = any((select lindung_people())::bigint[])"
        )
    if table.extra:
        parts.append(table.extra)
    return " or ".join(f"({part})" for part in parts) or "false"


def statements() -> Iterator[str]:
    """Every statement of `apply`, in order."""
    yield FUNCTIONS
    yield "revoke all on all tables in schema public from lindung_app, lindung_system, public"
    yield "grant usage on schema public to lindung_app, lindung_system"
    yield "revoke all on all sequences in schema public from lindung_app, public"
    yield "grant usage, select on all sequences in schema public to lindung_system"
    yield "revoke execute on function lindung_open_month(text, date) from public"
    yield "grant execute on function lindung_open_month(text, date) to lindung_system"
    for name, rights in FRAMEWORK.items():
        yield f"grant {rights} on {name} to lindung_app"
        yield f"grant select, insert, update, delete on {name} to lindung_system"
        if "insert" in rights:
            yield _SEQUENCE.format(table=name)
        yield from _audit(Table(name, audited=name in AUDITED_FRAMEWORK), name in AUDITED_FRAMEWORK)
    for table in TABLES:
        name = table.name
        yield f"grant select on {name} to lindung_app"
        yield f"grant select, insert{'' if table.append_only else ', update, delete'} on {name} to lindung_system"
        yield f"alter table {name} enable row level security"
        for policy, role, use in (("app", "lindung_app", readable_when(table)), ("system", "lindung_system", "true")):
            yield f"drop policy if exists {policy} on {name}"
            verb = "for select " if policy == "app" else ""
            check = " with check (true)" if policy == "system" else ""
            yield f"create policy {policy} on {name} {verb}to {role} using ({use}){check}"
        yield from _audit(table, table.audit_insert)


_SEQUENCE = """do $$ declare s text; begin
  for s in select pg_get_serial_sequence('{table}', a.attname) from pg_attribute a
    where a.attrelid = '{table}'::regclass and a.attnum > 0 and not a.attisdropped loop
    if s is not null then execute 'grant usage on sequence ' || s || ' to lindung_app'; end if;
  end loop; end $$"""


def _audit(table: Table, inserts: bool) -> Iterator[str]:
    wanted = {
        "insert": inserts,
        "update": table.audited and not table.append_only,
        "delete": table.audited and not table.append_only,
    }
    images = {"insert": "new table as n", "update": "old table as o new table as n", "delete": "old table as o"}
    for operation, on in wanted.items():
        yield f"drop trigger if exists audit_{operation} on {table.name}"
        if on:
            yield (
                f"create trigger audit_{operation} after {operation} on {table.name} referencing {images[operation]}"
                f" for each statement execute function lindung_audit('{table.key}')"
            )


def apply(cursor: Cursor) -> None:
    """Set all rights, policies and audit triggers; run by the owner, harmless to repeat."""
    for statement in statements():
        cursor.execute(statement)
