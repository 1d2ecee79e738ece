"""Who sees which row, asked of PostgreSQL itself: generated from the list of tables, so that none can be forgotten."""

import os
from dataclasses import dataclass

import psycopg
import pytest
from psycopg.rows import tuple_row

from lindung.access.database import AUDITED_FRAMEWORK, FRAMEWORK, TABLES, readable_when

SCOPED = [t for t in TABLES if not t.open]

# Beyond office, employer and person columns: who else sees a row of his own world.
EXTRA = {
    "registry_employer": {"member"},
    "registry_employerclass": {"staff", "member"},
    "registry_person": {"employer", "sponsor"},
    "registry_membernumber": {"employer"},
    "registry_personmerge": {"staff"},
    "coverage_spell": {"sponsor"},
    "segments_order": {"member", "sponsor"},
    "segments_orderline": {"sponsor"},
    "segments_orderevent": {"sponsor"},
    "reach_sponsor": {"member"},
    "reach_agreement": {"member"},
    "batch_run": set(),  # runs of no office: any staff; see test_runs_of_no_office
    "batch_slice": {"staff", "employer"},
    "access_activationtry": set(),  # auditors see all of it: codes that nobody was given, too
    "access_auditentry": set(),  # see test_the_trail_is_for_auditors
    "access_loginevent": set(),  # see test_what_happened_to_a_login_is_for_its_owner_and_administrators
}

PARTITIONED = ("ledger_posting", "ledger_memberposting", "contributions_wageline", "contributions_line")


@dataclass(frozen=True)
class World:
    number: int

    @property
    def office(self):
        return self.number * 1000 + 1

    @property
    def employer(self):
        return self.number * 1000 + 2

    @property
    def person(self):
        return self.number * 1000 + 3

    @property
    def sponsor(self):
        return self.number * 1000 + 4

    @property
    def other(self):
        return self.number * 1000 + 9


A, B = World(1), World(2)
IDS = {
    "registry_office": "office", "registry_employer": "employer", "registry_person": "person",
    "reach_sponsor": "sponsor",
}  # fmt: skip


def value_of(column, table, world):
    name, kind, length, nullable = column
    party = {
        table.office: world.office, table.employer: world.employer, table.person: world.person,
        table.sponsor: world.sponsor,
    }.get(name)  # fmt: skip
    if party is not None:
        return party
    if name == "id":
        return getattr(world, IDS.get(table.name, "other"))
    known = {"employer_id": world.employer, "person_id": world.person, "office_id": world.office}
    known |= {"sponsor_id": world.sponsor, "spell_id": world.other}
    known |= {"kept_id": world.person, "merged_id": world.person}
    if name in known:
        return known[name]
    if nullable:
        return None
    if name.endswith("_id") and kind in ("bigint", "integer"):
        return world.other
    return {
        "bigint": world.number,
        "integer": world.number,
        "smallint": world.number,
        "boolean": False,
        "date": "2021-03-01",
        "timestamp with time zone": "2021-03-01 08:00+07",
        "jsonb": "{}",
        "bytea": b"x",
        "ARRAY": "{}",
    }.get(kind, f"{world.number}"[: length or 40])


def columns(owner, table):
    return owner.execute(
        "select column_name, data_type, character_maximum_length, is_nullable = 'YES' from information_schema.columns"
        " where table_schema = 'public' and table_name = %s and is_generated = 'NEVER' order by ordinal_position",
        [table],
    ).fetchall()


@pytest.fixture(scope="module")
def worlds(django_db_setup):
    """Every scoped table has one row of world A and one of world B, committed; (table, world) -> the row as text."""
    from lindung.devtools import pgplugin

    found = {}
    with psycopg.connect(os.environ["LINDUNG_OWNER_URL"], row_factory=tuple_row) as owner:
        # Made-up rows stand alone: no foreign keys, no triggers, no checks. The database is thrown away afterwards.
        owner.execute("set session_replication_role = replica")
        for table, name in owner.execute(
            "select conrelid::regclass::text, conname from pg_constraint where contype in ('c', 'x')"
            " and coninhcount = 0 and conrelid = any(%s::regclass[])",
            [[t.name for t in SCOPED]],
        ).fetchall():
            owner.execute(f'alter table {table} drop constraint "{name}"')
        for name in PARTITIONED:
            owner.execute("select lindung_open_month(%s, date '2021-03-01')", [name])
        for table in SCOPED:
            parts = columns(owner, table.name)
            owner.execute(
                f"delete from {table.name}"
            )  # what the migrations wrote, such as the trail of the reference data
            for world in (A, B):
                values = [value_of(c, table, world) for c in parts]
                sql = (
                    f"insert into {table.name} as t ({', '.join(c[0] for c in parts)}) overriding system value"
                    f" values ({', '.join(['%s'] * len(parts))}) returning t::text"
                )
                found[table.name, world] = owner.execute(sql, values).fetchone()[0]
    yield found
    pgplugin.run.fresh()


@pytest.fixture
def app(worlds):
    with psycopg.connect(os.environ["LINDUNG_APP_URL"], row_factory=tuple_row) as connection:
        assert connection.execute("select current_user").fetchone() == ("lindung_app",)
        yield connection
        connection.rollback()


def array(*ids):
    return "{" + ",".join(map(str, ids)) + "}"


def enter(app, kind, world, role="CLAIMS_OFFICER"):
    """What scope.enter sets, for the actor of one world."""
    settings = {
        "scope": kind,
        "user": "1",
        "offices": "{}",
        "employer": "",
        "sponsor": "",
        "person": "",
        "people": "{}",
        "roles": "",
    }
    if kind == "staff":
        settings |= {"offices": array(world.office), "roles": role}
    elif kind == "employer":
        settings["employer"] = str(world.employer)
    elif kind == "sponsor":
        settings["sponsor"] = str(world.sponsor)
    elif kind == "member":
        settings |= {"person": str(world.person), "people": array(world.person)}
    elif kind == "bank":
        settings["offices"] = array(world.office)
    for key, value in settings.items():
        app.execute("select set_config(%s, %s, true)", [f"lindung.{key}", value])


def seen(app, table):
    return {row[0] for row in app.execute(f"select t::text from {table.name} t")}


def expected(table):
    parties = {"staff": table.office, "employer": table.employer, "sponsor": table.sponsor, "member": table.person}
    kinds = {kind for kind, column in parties.items() if column}
    return kinds | EXTRA.get(table.name, set())


def test_what_the_extra_conditions_show_is_spelt_out_here():
    assert {t.name for t in SCOPED if t.extra} == set(EXTRA)


@pytest.mark.parametrize("table", SCOPED, ids=lambda t: t.name)
def test_each_scope_sees_its_own_row_and_no_other(app, worlds, table):
    for kind in ("staff", "employer", "sponsor", "member", "bank", "public"):
        for world in (A, B):
            enter(app, kind, world)
            own = {worlds[table.name, world]} if kind in expected(table) else set()
            assert seen(app, table) == own, (table.name, kind, world.number)
            app.rollback()


@pytest.mark.parametrize("table", SCOPED, ids=lambda t: t.name)
def test_without_any_scope_nothing_is_seen(app, table):
    assert seen(app, table) == set()


def test_each_scoped_table_belongs_to_somebody():
    assert [t.name for t in SCOPED if readable_when(t) == "false"] == []


def test_a_member_sees_the_history_of_the_record_that_was_merged_into_his(app, worlds):
    enter(app, "member", A)
    app.execute("select set_config('lindung.people', %s, true)", [array(A.person, B.person)])
    table = next(t for t in SCOPED if t.name == "ledger_memberposting")
    assert seen(app, table) == {worlds[table.name, A], worlds[table.name, B]}


def test_runs_of_no_office_are_for_staff(app, pg, worlds):
    enter(app, "staff", A)
    condition = readable_when(next(t for t in TABLES if t.name == "batch_run"))
    for kind, wanted in (("staff", True), ("employer", False), ("sponsor", False), ("member", False)):
        enter(app, kind, A)
        sql = f"select {condition} from (select null::bigint as office_id, null::bigint as employer_id) batch_run"
        assert bool(app.execute(sql).fetchone()[0]) is wanted


def test_the_trail_is_for_auditors(app, worlds):
    table = next(t for t in TABLES if t.name == "access_auditentry")
    for role, rows in (("AUDITOR", 2), ("ADMIN", 2), ("CLAIMS_OFFICER", 0), ("BRANCH_HEAD", 0)):
        enter(app, "staff", A, role)
        assert len(seen(app, table)) == rows
        app.rollback()
    enter(app, "member", A)
    app.execute("select set_config('lindung.roles', 'AUDITOR', true)")
    assert seen(app, table) == set()


def test_what_happened_to_a_login_is_for_its_owner_and_administrators(app, worlds):
    table = next(t for t in TABLES if t.name == "access_loginevent")
    with psycopg.connect(os.environ["LINDUNG_OWNER_URL"]) as owner:
        owner.execute("set session_replication_role = replica")
        owner.execute(
            "insert into access_mandate (user_id, role, office_id, valid_from)"
            " values (%s, 'CASHIER', %s, '2021-03-01')",
            [A.other, A.office],
        )
    for kind, world, role, rows in (
        ("staff", A, "ADMIN", 1), ("staff", A, "AUDITOR", 1), ("staff", A, "BRANCH_HEAD", 0), ("staff", B, "ADMIN", 0),
        ("employer", A, "", 0), ("public", A, "", 0),
    ):  # fmt: skip
        enter(app, kind, world, role)
        assert len(seen(app, table)) == rows, (kind, world.number, role)
        app.rollback()
    for user, own in ((A.other, {worlds[table.name, A]}), (B.other, {worlds[table.name, B]}), (A.number, set())):
        enter(app, "public", A)
        app.execute("select set_config('lindung.user', %s, true)", [str(user)])
        assert seen(app, table) == own
        app.rollback()


# ---- the list itself


def test_every_table_is_listed_exactly_once(pg):
    there = {
        name
        for (name,) in pg.execute(
            "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')"
            " and not relispartition"
        )
    }
    listed = [t.name for t in TABLES] + list(FRAMEWORK)
    assert sorted(listed) == sorted(set(listed)), "listed twice"
    assert there == set(listed)


def test_every_model_of_ours_is_listed():
    from django.apps import apps

    listed = {t.name for t in TABLES} | set(FRAMEWORK)
    assert {m._meta.db_table for m in apps.get_models(include_auto_created=True) if m._meta.managed} <= listed


# ---- writing


def privileges(pg, role, name):
    return {
        verb
        for verb in ("select", "insert", "update", "delete", "truncate", "references", "trigger")
        if pg.execute("select has_table_privilege(%s, %s, %s)", [role, name, verb]).fetchone()[0]
    }


@pytest.mark.parametrize("table", TABLES, ids=lambda t: t.name)
def test_the_web_server_writes_no_domain_table_and_history_is_written_once(pg, table):
    assert privileges(pg, "lindung_app", table.name) == {"select"}
    writes = {"insert"} if table.append_only else {"insert", "update", "delete"}
    assert privileges(pg, "lindung_system", table.name) == {"select"} | writes
    for column in columns(pg, table.name):
        for verb in ("insert", "update"):
            allowed = pg.execute(
                "select has_column_privilege('lindung_app', %s, %s, %s)", [table.name, column[0], verb]
            ).fetchone()[0]
            assert not allowed, (table.name, column[0], verb)


def test_postgresql_says_no(app):
    for statement in (
        "insert into registry_bank (code, name) values ('999', 'x')",
        "update registry_person set name = 'x'",
        "delete from coverage_spell",
        "truncate ledger_entry",
        "update access_user set is_superuser = true",
        "insert into access_mandate (user_id, role, valid_from) values (1, 'ADMIN', now())",
        "select nextval('registry_kpj_seq')",
        "select lindung_open_month('ledger_posting', date '2031-01-01')",
        "create table mine (a int)",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute(statement)
        app.rollback()


@pytest.mark.parametrize("name", [t.name for t in TABLES if t.append_only])
def test_the_writing_role_cannot_change_history(app, name):
    column = app.execute(
        "select column_name from information_schema.columns where table_name = %s order by ordinal_position limit 1",
        [name],
    ).fetchone()[0]
    app.commit()
    for statement in (f"update {name} set {column} = {column}", f"delete from {name}", f"truncate {name}"):
        app.execute("set local role lindung_system")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute(statement)
        app.rollback()


def test_partitions_cannot_be_reached_around_their_table(app, worlds):
    children = [
        name
        for (name,) in app.execute("select relname from pg_class where relispartition and relkind = 'r' order by 1")
    ]
    app.commit()
    assert len(children) >= len(PARTITIONED)
    for role in ("lindung_app", "lindung_system"):
        for name in children:
            for statement in (f"select 1 from {name}", f"delete from {name}"):
                if role == "lindung_system":
                    app.execute("set local role lindung_system")
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    app.execute(statement)
                app.rollback()


def test_row_security_is_on_for_every_scoped_table(pg):
    off = pg.execute(
        "select relname from pg_class where relname = any(%s) and not relrowsecurity", [[t.name for t in SCOPED]]
    ).fetchall()
    assert off == []


# ---- functions and cost


def test_functions_with_the_owners_rights_have_a_fixed_search_path(pg):
    found = pg.execute(
        "select proname, proconfig from pg_proc where prosecdef and pronamespace = 'public'::regnamespace"
        " and not exists (select 1 from pg_depend d where d.objid = pg_proc.oid and d.deptype = 'e')"
    ).fetchall()
    assert {name for name, _ in found} >= {"lindung_audit", "lindung_open_month", "lindung_one_person"}
    for name, config in found:
        assert "search_path=public, pg_temp" in config, name


def test_policies_cost_the_writing_role_nothing_and_readers_one_look_at_their_scope(app):
    app.execute("set local role lindung_system")
    plan = "\n".join(r[0] for r in app.execute("explain select count(*) from coverage_spell"))
    assert "Filter" not in plan and "InitPlan" not in plan and "lindung" not in plan
    app.rollback()
    enter(app, "staff", A)
    plan = "\n".join(r[0] for r in app.execute("explain verbose select count(*) from coverage_spellevent"))
    filters = [line for line in plan.splitlines() if "Filter:" in line]
    assert filters and all("lindung_" not in line for line in filters), plan


# ---- the trail of writes


def test_changes_leave_their_images_with_actor_and_act(pg):
    pg.execute("select set_config('lindung.user', '42', true), set_config('lindung.act', 'admin.calendar', true)")
    pg.execute("insert into registry_holiday (day, name) values ('2031-01-01', 'Contoh')")
    pg.execute("update registry_holiday set name = 'Contoh lain' where day = '2031-01-01'")
    pg.execute("delete from registry_holiday where day = '2031-01-01'")
    trail = pg.execute(
        "select user_id, act, operation, before ->> 'name', after ->> 'name' from access_auditentry"
        " where table_name = 'registry_holiday' and row_key = '2031-01-01' order by id"
    ).fetchall()
    assert trail == [
        (42, "admin.calendar", "UPDATE", "Contoh", "Contoh lain"),
        (42, "admin.calendar", "DELETE", "Contoh lain", None),
    ]


def test_every_audited_table_has_its_triggers(pg):
    there = {
        tuple(row)
        for row in pg.execute(
            "select tgrelid::regclass::text, tgname::text from pg_trigger"
            " where tgname like 'audit_%' and tgparentid = 0"
        )
    }
    wanted = set()
    for table in TABLES:
        if table.audit_insert:
            wanted.add((table.name, "audit_insert"))
        if table.audited and not table.append_only:
            wanted |= {(table.name, "audit_update"), (table.name, "audit_delete")}
    for name in AUDITED_FRAMEWORK:
        wanted |= {(name, f"audit_{verb}") for verb in ("insert", "update", "delete")}
    assert there == wanted


def test_passwords_secrets_and_contents_stay_out_of_the_trail(pg):
    pg.execute(
        "insert into access_user (username, password, is_superuser, is_staff, is_active, first_name, last_name, email,"
        " date_joined, language) values ('jejak', 'rahasia-hash', false, false, true, '', '', '', now(), 'id')"
    )
    pg.execute("update access_user set password = 'rahasia-baru' where username = 'jejak'")
    images = pg.execute(
        "select before, after from access_auditentry where table_name = 'access_user' order by id"
    ).fetchall()
    assert len(images) == 2 and images[0][1]["username"] == "jejak"
    assert "rahasia" not in str(images) and "password" not in str(images)
    for hidden in ("content", "pdf", "sha256"):
        source = pg.execute("select prosrc from pg_proc where proname = 'lindung_audit'").fetchone()[0]
        assert hidden in source.split("hidden constant")[1].split(";")[0]


def test_refused_rows_are_guarded_as_the_files_they_came_in():
    """The same party and office may read them, nobody else, and their text never enters the trail of writes."""
    tables = {t.name: t for t in TABLES}
    file = tables["registry_storedfile"]
    assert not (file.open or file.extra) and file.append_only
    for name, party in (("contributions_refusedrow", "employer"), ("reach_listrow", "sponsor")):
        found = tables[name]
        columns = {p: getattr(found, p) for p in ("office", "employer", "person", "sponsor") if getattr(found, p)}
        assert columns == {"office": file.office, party: f"{party}_id"}, name
        assert not (found.open or found.extra or found.audited), name
