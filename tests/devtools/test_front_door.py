"""`./dev`: what a newcomer sees when something is missing, and how little the second start costs."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = ["demo", "test", "bench", "lint", "docs", "shell", "lindung", "reset", "scenario", "spark"]
NOBODY_LISTENS = "http://127.0.0.1:9/simple"


class Door:
    """A copy of the front door with its own PATH."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "copy of lindung"  # a folder with a space in its name
        self.folder.mkdir()
        shutil.copy(ROOT / "dev", self.folder)
        shutil.copytree(ROOT / "requirements", self.folder / "requirements")
        self.bin = folder / "bin"
        self.bin.mkdir()
        self.environment = {
            "PATH": f"{self.bin}:/usr/bin:/bin",
            "HOME": str(folder),
            "PIP_CONFIG_FILE": "/dev/null",
            "PIP_INDEX_URL": NOBODY_LISTENS,
            "PIP_RETRIES": "0",
            "UV_INDEX_URL": NOBODY_LISTENS,
            "UV_NO_CACHE": "1",
            "UV_HTTP_RETRIES": "0",
        }

    def fake(self, name: str, script: str) -> None:
        path = self.bin / name
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(self.folder / "dev"), *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            cwd="/",
            timeout=60,
        )

    def refusal(self, *arguments: str) -> str:
        """The one sentence said before leaving, apart from the line that announces the installation."""
        done = self.run(*arguments)
        assert done.returncode == 1
        assert done.stdout == ""
        lines = [line for line in done.stderr.splitlines() if not line.startswith("Memasang ke .venv")]
        assert len(lines) == 1, done.stderr
        assert " / " in lines[0] or ": apt install" in lines[0]
        return lines[0]

    def cksum(self, name: str) -> str:
        with open(self.folder / "requirements" / name, "rb") as file:
            return subprocess.run(["cksum"], stdin=file, capture_output=True, text=True, check=True).stdout.strip()

    def with_uv(self) -> None:
        tools = self.folder / ".tools"
        tools.mkdir()
        (tools / "bin").symlink_to(ROOT / ".tools" / "bin")
        (tools / ".lindung").write_text(self.cksum("tools.lock") + "\n")

    def installed(self, kind: str) -> None:
        python = self.folder / ".venv" / "bin" / "python"
        python.parent.mkdir(parents=True)
        python.write_text('#!/bin/sh\necho "ran $*"\n')
        python.chmod(0o755)
        (self.folder / ".venv" / f".lindung-{kind}").write_text(f"{self.cksum(kind + '.lock')} {self.folder}\n")


@pytest.fixture
def door(tmp_path):
    return Door(tmp_path)


@pytest.mark.parametrize("arguments", [(), ("--help",)])
def test_alone_it_lists_the_commands_and_installs_nothing(door, arguments):
    done = door.run(*arguments)
    assert done.returncode == 0
    listed = [line.split()[0] for line in done.stdout.splitlines() if line.startswith("  ")]
    assert sorted(listed) == sorted(COMMANDS)
    assert not (door.folder / ".venv").exists()


def test_a_scenario_has_a_database_of_its_own(door):
    door.installed("server")
    told = door.run("scenario", "jatim-2018", "--scale", "0.01").stdout
    wanted = "--database lindung_jatim_2018 -- scenario load jatim-2018 --scale 0.01"
    assert told == f"ran -m lindung.devtools.run {wanted}\n"
    assert "which scenario" in door.run("scenario").stderr
    assert "no such scenario: x;y" in door.run("scenario", "x;y").stderr


def test_unknown_command_names_itself(door):
    done = door.run("dmeo")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].endswith("no such command: dmeo")


def test_old_python(door):
    for name in ("python3", "python3.13", "python3.12", "python3.11"):
        door.fake(name, "exit 1")
    assert "Python 3.11" in door.refusal("demo")
    assert not (door.folder / ".venv").exists()


def test_no_python_named_by_the_user(door):
    door.environment["PYTHON"] = "python-that-is-not-there"
    assert "Python 3.11" in door.refusal("demo")


def test_little_disk_space(door):
    door.fake("df", 'echo "Filesystem 1024-blocks Used Available Capacity Mounted on"; echo "/dev/x 9 9 1433600 9% /"')
    said = door.refusal("demo")
    assert "1500 MB" in said
    assert "1400 MB" in said


def test_no_pip(door):
    door.fake(
        "python3",
        f'[ "$1" = -m ] && {{ echo "python3: No module named pip" >&2; exit 1; }}; exec {sys.executable} "$@"',
    )
    assert "apt install python3-pip" in door.refusal("demo")


def test_no_network_for_pip(door):
    door.fake("python3", 'exec /usr/bin/python3 "$@"')
    assert "no network" in door.refusal("demo")


def test_no_network_for_uv(door):
    door.with_uv()
    assert "no network" in door.refusal("test")
    assert not list((door.folder / ".venv").glob(".lindung-*"))  # nothing claims to be installed


def test_disk_full_while_installing(door):
    script = 'case "$*" in *pip*) echo "OSError: [Errno 28] No space left on device" >&2; exit 1;; esac'
    door.fake("python3", f'{script}; exec {sys.executable} "$@"')
    assert "the disk filled up" in door.refusal("demo")


def test_another_failure_shows_the_end_of_the_log(door):
    door.fake(
        "python3", f'case "$*" in *pip*) echo "hash mismatch in uv" >&2; exit 1;; esac; exec {sys.executable} "$@"'
    )
    done = door.run("demo")
    assert done.returncode == 1
    assert "hash mismatch in uv" in done.stderr
    assert done.stderr.splitlines()[-1].startswith("Pemasangan gagal / installation failed")


def test_second_start_goes_straight_to_work(door):
    door.installed("server")
    door.fake("python3", "exit 9")
    door.fake("df", "exit 9")
    begun = time.monotonic()
    done = door.run("lindung", "report", "--office", "a b")
    assert time.monotonic() - begun < 1
    assert done.stdout == "ran -m lindung.devtools.run -- report --office a b\n"
    assert done.returncode == 0


def test_the_developers_environment_serves_the_demo_too(door):
    door.installed("dev")
    assert door.run("demo", "--port", "9").stdout == "ran -m lindung.devtools.supervisor --port 9\n"
    assert door.run("test", "-k", "x").stdout == "ran -m pytest -k x\n"


def test_a_changed_lock_or_a_moved_folder_installs_again(door):
    door.installed("server")
    door.fake("df", 'echo h; echo "/dev/x 9 9 1000 9% /"')
    with open(door.folder / "requirements" / "server.lock", "a") as lock:
        lock.write("# changed\n")
    assert "disk space" in door.refusal("demo")
    door.folder = door.folder.rename(door.folder.with_name("moved"))
    assert "disk space" in door.refusal("demo")


def test_locks_hold_hashes_and_no_host():
    for lock in (ROOT / "requirements").glob("*.lock"):
        text = lock.read_text()
        assert "://" not in text
        assert "--hash=sha256:" in text


def test_scripts_are_plain_posix_sh():
    for script in ("dev", ".ci/checks"):
        text = (ROOT / script).read_text()
        assert text.startswith("#!/bin/sh\n")
        assert subprocess.run(["dash", "-n", str(ROOT / script)], check=False).returncode == 0
        assert os.access(ROOT / script, os.X_OK)
