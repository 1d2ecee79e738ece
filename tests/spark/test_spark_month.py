"""A month on a real Spark cluster: a standalone master and two workers, one of them killed at its work; the lines and
totals are those of the local run."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

import pytest
from django.db import transaction

from lindung.base.db import rows, scalar, system
from lindung.batch.services import run_now
from lindung.bench.month import FIRST, fill
from lindung.contributions.obliged import AMOUNTS
from lindung.interop import spark_month
from lindung.interop.month_runs import start_post_month
from lindung.interop.runs import post_month

pytestmark = pytest.mark.spark
WORKERS, EMPLOYERS, PART = 40_000, 80, 2_000
ROOT = Path(__file__).parents[2]
SUMS = (
    "select count(*), sum(wage)::bigint, md5(string_agg(person_id || ':' || {0}, ',' order by person_id))"
    " from contributions_line"
)


def spark_python() -> str:
    """The Python that has the extra: named, in its own environment, or this one."""
    if shutil.which("java") is None and not os.environ.get("JAVA_HOME"):
        missing("Java 17")
    named = [os.environ.get("LINDUNG_SPARK_PYTHON", ""), str(ROOT / ".venv-spark/bin/python"), sys.executable]
    for one in named:
        if one and os.path.exists(one):
            found = subprocess.run([one, "-c", "import pyspark, pyarrow, pandas"], capture_output=True, check=False)
            if found.returncode == 0:
                return one
    missing("pyspark: ./dev spark")


def missing(what: str):
    if os.environ.get("CI"):
        pytest.fail(f"the whole proof needs {what}")
    pytest.skip(f"needs {what}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Cluster:
    """A master and two workers of one core each, as separate processes on this machine."""

    def __init__(self, place: Path, python: str) -> None:
        self.place, self.python, self.ui = place, python, free_port()
        home = subprocess.check_output([python, "-c", "import pyspark; print(pyspark.__path__[0])"], text=True).strip()
        self.environment = os.environ | {"SPARK_HOME": home, "SPARK_LOCAL_IP": "127.0.0.1", "PYSPARK_PYTHON": python}
        self.program, port = [f"{home}/bin/spark-class"], free_port()
        self.url = f"spark://127.0.0.1:{port}"
        self.processes = {
            "master": self.start(
                "master", "org.apache.spark.deploy.master.Master", "--host", "127.0.0.1", "--port", str(port),
                "--webui-port", str(self.ui),
            )
        }  # fmt: skip
        for name in ("one", "two"):
            self.processes[name] = self.start(
                name, "org.apache.spark.deploy.worker.Worker", "--host", "127.0.0.1", "--cores", "1", "--memory", "1g",
                "--work-dir", str(place / name), "--webui-port", str(free_port()), self.url,
            )  # fmt: skip

    def start(self, name: str, *arguments: str) -> "subprocess.Popen[bytes]":
        with open(self.place / f"{name}.log", "wb") as log:
            return subprocess.Popen(
                [*self.program, *arguments], env=self.environment, stdout=log, stderr=log, start_new_session=True
            )

    def state(self) -> dict:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.ui}/json/", timeout=5) as answer:
                return json.load(answer)
        except (OSError, ValueError):
            return {}

    def logs(self) -> str:
        return "\n".join(f"{p.name}: {p.read_text()[-1500:]}" for p in self.place.glob("*.log"))

    def kill(self, name: str) -> None:
        """The worker and everything it started: its executor and the executor's Python."""
        os.killpg(self.processes[name].pid, signal.SIGKILL)
        self.processes[name].wait()

    def stop(self) -> None:
        for process in self.processes.values():
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def until(look, seconds: float, told=lambda: ""):
    deadline = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < deadline, told()
        time.sleep(0.02)
    return found


@pytest.fixture
def cluster(tmp_path):
    made = Cluster(tmp_path, spark_python())
    try:
        until(lambda: made.state().get("aliveworkers") == 2, 120, made.logs)
        yield made
    finally:
        made.stop()


class Undone(Exception):
    pass


def lines() -> list[dict]:
    with system():
        return rows(SUMS.format(" || ':' || ".join(AMOUNTS)))


def locally() -> tuple[dict[str, int], list[dict]]:
    """What the local run makes of the month; undone again."""
    try:
        with transaction.atomic():
            done = run_now(start_post_month(FIRST, again="local").pk)
            found = dict(done.totals), lines()
            raise Undone
    except Undone:
        return found


def test_a_cluster_that_loses_a_worker_makes_the_same_month(
    transactional_db, database_urls, cluster, tmp_path, monkeypatch
):
    monkeypatch.setenv("LINDUNG_OWNER_URL", database_urls["LINDUNG_OWNER_URL"])
    monkeypatch.setattr(post_month, "WORKERS", PART)
    fill(WORKERS, EMPLOYERS, 1)
    folder, log = tmp_path / "month", tmp_path / "events"
    log.mkdir()
    manifest = spark_month.export(folder, FIRST)
    assert len(manifest["parts"]) >= 16
    assert sum(p["totals"]["rows"] for p in manifest["parts"].values()) == WORKERS

    failed: list[BaseException] = []
    conf = [
        "spark.eventLog.enabled=true", f"spark.eventLog.dir=file://{log}", "spark.eventLog.compress=false",
        "spark.executor.memory=512m", "spark.driver.memory=512m", "spark.driver.host=127.0.0.1",
        "spark.driver.bindAddress=127.0.0.1",
    ]  # fmt: skip

    def work():
        try:
            spark_month.assess(folder, cluster.url, conf=conf, python=cluster.python)
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    until(lambda: list(folder.glob("out/_temporary/0/task_*")) or failed, 300, cluster.logs)
    assert not failed, failed
    assert not (folder / "totals.json").exists(), "it is still at work"
    cluster.kill("two")
    thread.join(300)
    assert not thread.is_alive() and not failed, failed
    until(lambda: cluster.state().get("aliveworkers") == 1, 60, cluster.logs)
    texts = [file.read_text() for file in log.rglob("events_*")]  # beside them lie checksums
    events = [json.loads(line) for text in texts for line in text.splitlines()]
    kinds = [event["Event"] for event in events]
    assert kinds.count("SparkListenerExecutorAdded") >= 2 and "SparkListenerExecutorRemoved" in kinds

    totals, expected = locally()
    done = run_now(spark_month.start_return(folder).pk)
    assert {name: done.totals[name] for name in totals} == totals
    assert lines() == expected
    assert done.totals["loaded"] == WORKERS and totals["billed"] > 0
    with system():
        assert scalar("select count(*) from contributions_wagereport where status <> 'POSTED'") == 0


def test_a_cluster_that_is_not_there_is_told_in_words(tmp_path):
    folder = tmp_path / "month"
    (folder / "in").mkdir(parents=True)
    (folder / "manifest.json").write_text(
        json.dumps({"columns": [], "outputs": [], "formula": "x", "on": "", "law": {}})
    )
    with pytest.raises(spark_month.SparkRefused) as refused:
        spark_month.assess(folder, "spark://127.0.0.1:x", python=spark_python())
    assert refused.value.code == "driver"
