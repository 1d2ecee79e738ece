"""The plug-in's promises: who tests are, what is left after them."""

import os

import psycopg
import pytest
from django.db import connection


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
def test_commits_are_gone_in_the_next_test(owner_db, turn):
    with owner_db.cursor() as cursor:
        cursor.execute("select to_regclass('leftover')")
        assert cursor.fetchone() == (None,)
        cursor.execute("create table leftover (a int)")
    with psycopg.connect(os.environ["LINDUNG_OWNER_URL"]) as other:
        assert other.execute("select count(*) from leftover").fetchone() == (0,)
