"""The command `lindung`: light where it can be, clear where something is missing."""

import json
import os
import subprocess
import sys

import pytest

from lindung import cli


def run(*arguments, environment=None, script=""):
    code = script + "import sys; from lindung.cli import main; main(sys.argv[1:], prog_name='lindung')"
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env={"PATH": os.environ["PATH"], **(environment or {})},
        capture_output=True,
        text=True,
        timeout=60,
    )


def without(*packages):
    """As on a machine where these are not installed."""
    return f"""
import sys
class Gone:
    def find_spec(self, name, path=None, target=None):
        if name.partition('.')[0] in {packages!r}:
            raise ModuleNotFoundError(f'No module named {{name!r}}', name=name)
sys.meta_path.insert(0, Gone())
"""


def test_help_lists_every_command_without_loading_any():
    done = run("--help", script=without("django", "psycopg", "numpy"))
    assert done.returncode == 0
    listed = [line.split()[0] for line in done.stdout.partition("Commands:")[2].splitlines() if line.strip()]
    assert listed == list(cli.ENTRIES)


def test_the_law_needs_no_server_packages():
    done = run("law", "--help", script=without("django", "psycopg", "rich", "gunicorn"))
    assert done.returncode == 0, done.stderr
    assert "calc" in done.stdout


@pytest.mark.parametrize("name", ["check", "report", "worker", "scenario"])
def test_without_the_extra_it_says_what_to_install(name):
    done = run(name, script=without("django"))
    assert done.returncode == 1
    assert done.stderr.strip().endswith("pip install 'lindung[server]' (django)")


@pytest.mark.parametrize("name", ["check", "worker"])
def test_without_an_address_it_names_the_setting(name):
    done = run(name)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "LINDUNG_APP_URL" in done.stderr


def test_measuring_the_law_needs_no_server_and_a_month_says_what_it_needs():
    done = run("bench", "law", "--help", script=without("django", "psycopg"))
    assert done.returncode == 0, done.stderr
    done = run("bench", "month", script=without("psycopg"))
    assert done.returncode == 1
    assert done.stderr.strip().endswith("pip install 'lindung[server]' (psycopg)")
    assert "LINDUNG_OWNER_URL" in run("bench", "month").stderr


def test_serve_and_migrate_name_theirs():
    assert "LINDUNG_APP_URL" in run("serve").stderr
    assert "LINDUNG_OWNER_URL" in run("migrate").stderr


def test_unknown_command():
    done = run("laws")
    assert done.returncode == 2
    assert "No such command 'laws'" in done.stderr


def test_a_fault_inside_a_command_is_not_taken_for_a_missing_package(monkeypatch):
    monkeypatch.setitem(cli.ENTRIES, "broken", cli.Entry("lindung.no_such_module:main", "", django=False))
    with pytest.raises(ModuleNotFoundError, match="no_such_module"):
        cli._load("broken")


def test_a_plain_function_becomes_a_command(monkeypatch):
    monkeypatch.setitem(cli.ENTRIES, "cwd", cli.Entry("os:getcwd", "Where am I.", django=False))
    assert cli._load("cwd").help == "Where am I."


def test_migrate_on_an_owner_address(database_urls):
    done = run("migrate", environment={"LINDUNG_OWNER_URL": database_urls["LINDUNG_OWNER_URL"], "LINDUNG_SECRET": "x"})
    assert done.returncode == 0, done.stderr
    assert "No migrations to apply" in done.stdout


def test_every_target_exists(database_urls, monkeypatch):
    for name, entry in cli.ENTRIES.items():
        done = run(name, "--help", environment={**database_urls, "LINDUNG_SECRET": "x"})
        assert done.returncode == 0, (name, done.stderr)
        assert done.stdout.startswith(f"Usage: lindung {name}"), entry


def test_server_command_is_complete():
    command = cli.server_command("127.0.0.1:8123", workers=2, threads=4)
    assert command[:4] == [sys.executable, "-m", "gunicorn", "lindung.wsgi:application"]
    assert json.dumps(command).count("127.0.0.1:8123") == 1
    checked = subprocess.run([*command, "--check-config"], capture_output=True, text=True, timeout=60, env=os.environ)
    assert "unrecognized" not in checked.stderr
