"""The plug-in's promises: who tests are, what is left after them."""

import os

import psycopg
import pytest
from django.db import connection

from lindung.devtools.baseline import Baseline


@pytest.mark.django_db
def test_tests_are_the_least_privileged_role():
    with connection.cursor() as cursor:
        cursor.execute("select current_user, rolsuper, rolbypassrls from pg_roles where rolname = current_user")
        assert cursor.fetchone() == ("lindung_app", False, False)
        cursor.execute("set local role lindung_system")
        cursor.execute("select current_user")
        assert cursor.fetchone() == ("lindung_system",)


def test_pg_is_the_owner_of_the_same_database(pg, database_urls):
    user, name = pg.execute("select current_user, current_database()").fetchone()
    assert user == "lindung_owner"
    assert database_urls["LINDUNG_APP_URL"].endswith("/" + name)


@pytest.mark.parametrize("turn", [1, 2])
def test_a_table_made_by_a_test_is_gone_in_the_next(owner_db, turn):
    with owner_db.cursor() as cursor:
        cursor.execute("select to_regclass('leftover')")
        assert cursor.fetchone() == (None,)
        cursor.execute("create table leftover (a int)")
    with psycopg.connect(os.environ["LINDUNG_OWNER_URL"]) as other:
        assert other.execute("select count(*) from leftover").fetchone() == (0,)


@pytest.mark.parametrize("turn", [1, 2])
def test_rows_and_running_numbers_start_anew(owner_db, turn):
    with owner_db.cursor() as cursor:
        cursor.execute("insert into django_session values ('k', 'v', now())")
        cursor.execute(
            "insert into axes_accesslog (user_agent, username, http_accept, path_info, attempt_time, session_hash)"
            " values ('', '', '', '', now(), '') returning id"
        )
        assert cursor.fetchone() == (1,)
        cursor.execute("select count(*) from django_session")
        assert cursor.fetchone() == (1,)


@pytest.mark.parametrize("turn", [1, 2])
def test_reference_data_comes_back(owner_db, turn):
    with owner_db.cursor() as cursor:
        cursor.execute("select count(*), min(name) from registry_bank")
        count, first = cursor.fetchone()
        assert count > 0
        assert first != "changed"
        cursor.execute("update registry_bank set name = 'changed'")
        cursor.execute("delete from registry_holiday")


def test_a_connection_that_a_test_forgets_does_not_stand_in_the_way(transactional_db, database_urls):
    forgotten = psycopg.connect(database_urls["LINDUNG_OWNER_URL"])
    forgotten.execute("lock table django_session")
    globals()["kept_open"] = forgotten


def test_the_forgotten_connection_is_cut():
    with pytest.raises(psycopg.OperationalError):
        globals()["kept_open"].execute("select 1")


def test_restore_tells_when_it_is_not_enough(owner_db, database_urls):
    owner = database_urls["LINDUNG_OWNER_URL"]
    baseline = Baseline(owner)
    assert baseline.restore(owner)
    with psycopg.connect(owner) as connection:
        connection.execute("insert into registry_bank (code, name) values ('zzz', 'Bank baru')")
    assert not baseline.restore(owner)
    assert not Baseline(owner).restore(database_urls["LINDUNG_APP_URL"])
