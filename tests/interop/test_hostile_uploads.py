"""Every broken file of the register through the upload service: a clear message, nothing partly applied."""

import pytest
from django.db import connection

from lindung.base.db import system
from lindung.batch import engine
from lindung.contributions.models import WageReport
from lindung.interop import intake
from lindung.interop.wage_files import DEFAULT, FileProblem

from .api_world import MONTH, build
from .hostile import HOSTILE

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return build(logins=False)


def counts(report_id):
    with system(), connection.cursor() as cursor:
        cursor.execute(
            "select (select count(*) from contributions_wageline where report_id = %s),"
            " (select count(*) from contributions_refusedrow where report_id = %s)",
            [report_id, report_id],
        )
        return cursor.fetchone()


@pytest.mark.parametrize("broken", HOSTILE, ids=lambda h: h.name)
def test_hostile_file(world, broken, monkeypatch):
    monkeypatch.setattr(intake, "WAGE_LIMITS", DEFAULT)  # files of the register are broken by the reader's own limits
    data = broken.build()
    try:
        up = intake.upload_wage_file(world.employer, MONTH, broken.filename, data)
    except (FileProblem, intake.RegistryRefused) as refused:
        assert refused.text("id") and refused.text("en")
        with system():
            assert not WageReport.objects.exists()
        return
    while engine.step(up.run_id):
        pass
    with system():
        report, reading = WageReport.objects.get(id=up.report.id), intake.reading_of(up.report.id)
    lines, refused_rows = counts(report.id)
    if reading.status == "FAILED":
        assert reading.error["code"] not in ("internal", "worker_died"), reading.error
        assert reading.text("id") and reading.text("en") and "{" not in reading.text("id")
        assert report.status == "DISCARDED" and report.reason
        assert (lines, refused_rows) == (0, 0)
        assert broken.expect_code in (None, reading.error["code"])
    else:
        assert broken.expect_code is None, f"accepted although {broken.expect_code}"
        assert (report.status, reading.status) == ("DRAFT", "DONE")
        assert report.rows_in == reading.rows_done == lines + refused_rows
