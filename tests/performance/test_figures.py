"""Figures computed from transactions: exact values, their drills, their printed forms, snapshots."""

import csv
import io
import json
from datetime import date
from fractions import Fraction

import pytest
from branch import DAY
from click.testing import CliRunner

from lindung.base.db import scalar, system
from lindung.performance import cli, document, queries, render, runrate, services
from lindung.performance.definition import Unit
from lindung.performance.indicators import INDICATORS
from lindung.performance.models import Snapshot

OFFICE = "pasuruan"
KEYS = [(i.id, i.version) for i in INDICATORS]
FIGURE_KEYS = {
    "indicator", "version", "office", "value", "unit", "numerator", "denominator", "as_of", "period_from", "figure_id",
    "corrections", "name", "definition",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _as_system(branch):
    with system():
        yield


def value(indicator: str, version: str = "1", day: date = DAY) -> object:
    return queries.figure(indicator, OFFICE, day, version).value


def test_cases_and_rupiah_by_programme(branch):
    gross = int(scalar("select gross from claims_decision where id = %s", [branch.decisions["paid"]]))
    assert value("claims.cases.jht") == 1 and value("claims.amount.jht") == gross
    assert value("claims.cases.jkm") == 1
    assert value("claims.amount.jkm") == 42_000_000 + 250_000  # the labelled correction counts and shows
    assert queries.figure("claims.amount.jkm", OFFICE, DAY).corrections == 250_000
    assert value("claims.children.scholarship") == 2 and value("claims.amount.scholarship") == 12_000_000
    assert value("claims.cases.total", "programme") == 2 and value("claims.cases.total", "2021") == 4
    assert value("claims.amount.total", "programme") == gross + 42_250_000
    assert value("claims.amount.total", "2021") == gross + 42_250_000 + 12_000_000
    assert value("claims.cases.jht", day=date(2021, 11, 11)) == 0  # paid the day after
    assert value("claims.cases.jht", day=date(2022, 1, 31)) == 0  # a new year begins at nought


def test_membership_and_contributions(branch):
    assert value("membership.pu.active") == 15 and value("membership.pu.persons") == 15
    assert value("membership.pu.joined") == 20 and value("membership.pu.exited") == 5
    assert value("membership.pu.active", day=date(2021, 6, 30)) == 0
    assert value("membership.employers.active") == 2
    billed = int(scalar("select sum(total) from contributions_bill"))
    received = int(scalar("select sum(amount) from contributions_receipt"))
    assert value("contributions.billed") == billed and value("contributions.received") == received
    october = int(scalar("select total from contributions_bill where month = '2021-10-01' and employer_id = %s",
                         [branch.employers[0]]))  # fmt: skip
    assert value("contributions.arrears") == october and value("contributions.employers_in_arrears") == 1
    assert value("contributions.arrears", day=date(2021, 12, 16)) == billed - received  # November fell due on the 15th


def test_service_figures(branch):
    on_time = queries.figure("service.paid_on_time", OFFICE, DAY)
    assert (on_time.numerator, on_time.denominator) == (on_time.denominator, 3)
    assert value("service.days_median") == 2 and value("service.days_p90") == 4
    returned = queries.figure("service.returned", OFFICE, DAY)
    assert (returned.numerator, returned.denominator) == (1, 4)
    assert queries.figure("service.rejected", OFFICE, DAY).numerator == 0


@pytest.mark.parametrize(("id_", "version"), KEYS)
def test_every_drill_adds_up_to_its_figure(branch, id_, version):
    services.import_figure(OFFICE, "base.labour_force.35.14", date(2020, 8, 31), 877_420, "BPS, Agustus 2020")
    figure = queries.figure(id_, OFFICE, DAY, version)
    found = queries.drill(id_, OFFICE, DAY, version, limit=1000)
    assert len(found["rows"]) == found["total_rows"]
    if figure.unit == Unit.DAYS:
        days = sorted(r["amount"] for r in found["rows"])
        share = Fraction(1, 2) if id_.endswith("median") else Fraction(9, 10)
        assert figure.value == days[-(-len(days) * share.numerator // share.denominator) - 1]
        return
    counted = found["count"] if figure.unit in (Unit.CASES, Unit.CHILDREN) else found["amount"]
    assert counted == (figure.numerator if Unit(figure.unit).divided else figure.value)
    pages = [queries.drill(id_, OFFICE, DAY, version, after=n, limit=7)["rows"] for n in range(0, 40, 7)]
    assert [r["id"] for page in pages for r in page] == [r["id"] for r in found["rows"]]


def test_a_region_counts_its_branches_and_another_branch_nothing(branch):
    assert queries.figure("claims.cases.jht", "jawa-timur", DAY).value == 1
    assert queries.figure("claims.cases.jht", "malang", DAY).value == 0
    assert queries.figure("claims.cases.jht", "malang", DAY).figure_id == ""  # published for Pasuruan only


def test_report_as_json_for_scripts(branch):
    ran = CliRunner().invoke(
        cli.report_command, ["--office", OFFICE, "--as-of", "2021-12-15", "--format", "json"], catch_exceptions=False
    )
    assert ran.exit_code == 0
    made = json.loads(ran.output)
    assert set(made) == {
        "office", "office_name", "as_of", "definition", "rounding_note", "sha256", "figures", "imported",
    }  # fmt: skip
    assert (made["office"], made["as_of"], made["definition"]) == ("pasuruan", "2021-12-15", "2021")
    assert len(made["figures"]) == len(INDICATORS) - 2
    assert all(set(f) == FIGURE_KEYS for f in made["figures"])
    by_id = {f["figure_id"]: f for f in made["figures"] if f["figure_id"]}
    assert sorted(by_id) == [f"F002-{n:02d}" for n in range(3, 15)]
    assert by_id["F002-03"]["value"] == 4 and by_id["F002-03"]["unit"] == "cases"
    share = next(f for f in made["figures"] if f["indicator"] == "service.paid_on_time")
    assert (share["value"], share["numerator"], share["denominator"]) == ("1.000000", 3, 3)
    other = json.loads(
        CliRunner()
        .invoke(cli.report_command,
                ["--office", OFFICE, "--as-of", "2021-12-15", "--format", "json", "--definition", "programme"])
        .output
    )  # fmt: skip
    assert next(f["value"] for f in other["figures"] if f["indicator"] == "claims.cases.total") == 2


def test_a_report_asks_a_fixed_number_of_questions(branch, django_assert_num_queries):
    with system():
        for definition in ("2021", "programme"):
            with django_assert_num_queries(4):  # the office, those below it, all figures, the labelled corrections
                made = queries.report("pasuruan", DAY, definition)
            alone = [queries.figure(f.indicator, "pasuruan", DAY, f.version) for f in made.figures]
            assert list(made.figures) == alone


def test_report_refuses_in_words(branch):
    ran = CliRunner().invoke(cli.report_command, ["--office", "atlantis", "--as-of", "2021-12-15"])
    assert ran.exit_code == 1 and "Kantor “atlantis” tidak dikenal." in ran.output
    ran = CliRunner().invoke(
        cli.report_command, ["--office", OFFICE, "--as-of", "2021-12-15", "--definition", "x", "--lang", "en"]
    )
    assert ran.exit_code == 1 and "programme, 2021" in ran.output


def test_csv_text_json_and_pdf_carry_the_same_figures(branch):
    made = queries.report(OFFICE, DAY)
    lines = list(csv.DictReader(io.StringIO(render.as_csv(made))))
    assert [line["indicator"] for line in lines] == [f.indicator for f in made.figures]
    plain = {f["indicator"]: f["value"] for f in json.loads(render.as_json(made, []))["figures"]}
    for line in lines:
        assert line["value"] == ("" if plain[line["indicator"]] is None else str(plain[line["indicator"]]))
    assert "Rp42.250.000" in render.as_text(made) and "Rp42,250,000" in render.as_text(made, "en")
    first, second = document.report_pdf(made), document.report_pdf(queries.report(OFFICE, DAY))
    assert first == second and first.startswith(b"%PDF")
    assert b"pdfuaid:part" in first and document.report_pdf(made, "en") != first
    assert made.sha256 == queries.report(OFFICE, DAY).sha256 != queries.report(OFFICE, date(2021, 11, 11)).sha256


def test_check_runs_every_proof(branch):
    ran = CliRunner().invoke(cli.check_command, catch_exceptions=False)
    made = json.loads(ran.output)
    assert made["holds"] is True and ran.exit_code == 0, [p for p in made["proofs"] if not p["holds"]]
    assert len({p["id"] for p in made["proofs"]}) == len(made["proofs"]) > 10


def test_snapshots_are_kept_once_and_make_a_history(branch):
    from lindung.batch.services import run_now
    from lindung.performance.runs import enqueue_snapshots, last_month_end

    assert last_month_end(DAY) == date(2021, 11, 30) and last_month_end(date(2021, 11, 30)) == date(2021, 11, 30)
    asked = enqueue_snapshots(date(2021, 10, 31))
    assert run_now(asked.id).status == "DONE"
    assert enqueue_snapshots(date(2021, 10, 31)).id == asked.id
    run_now(enqueue_snapshots().id)
    past = queries.history("membership.pu.active", OFFICE)
    assert [(p["as_of"], int(p["value"])) for p in past] == [(date(2021, 10, 31), 15), (date(2021, 11, 30), 15)] or (
        [p["as_of"] for p in past] == [date(2021, 10, 31), date(2021, 11, 30)]
    )
    assert past[0]["definition"] == queries.figure("membership.pu.active", OFFICE, DAY).said
    assert queries.other_definitions("membership.pu.active", OFFICE) == []
    kept = int(scalar("select count(*) from performance_snapshot"))
    assert services.take_snapshot("malang", date(2021, 9, 30)) > 0
    assert int(scalar("select count(*) from performance_snapshot")) > kept


def test_imports_need_a_source_and_keep_it(branch):
    with pytest.raises(ValueError):
        services.import_figure(OFFICE, "base.labour_force.35.14", date(2020, 8, 31), 877_420, " ")
    services.import_figure(OFFICE, "base.labour_force.35.14", date(2020, 8, 31), 877_420, "BPS, Agustus 2020")
    services.import_figure(OFFICE, "base.labour_force.35.75", date(2020, 8, 31), 109_012, "BPS, Agustus 2020")
    assert value("base.labour_force") == 986_432
    share = queries.figure("membership.pu.coverage", OFFICE, DAY)
    assert (share.numerator, share.denominator) == (15, 986_432)
    assert {i["source"] for i in queries.imported(OFFICE, DAY)} == {"BPS, Agustus 2020"}


def test_run_rate_arithmetic(branch):
    assert runrate.working_days(date(2021, 12, 13), date(2021, 12, 19)) == 5
    assert runrate.working_days(date(2021, 12, 19), date(2021, 12, 13)) == 0
    first, last = date(2021, 1, 1), date(2021, 12, 31)

    def pace(target: int, day: date = DAY, until: date = last) -> runrate.Pace:
        return runrate.pace("membership.pu.exited", "1", OFFICE, day, target, first, until)

    found = pace(10)
    left = runrate.working_days(date(2021, 12, 16), last)
    assert (found.actual, found.gap, found.days_left) == (5, 5, left)
    assert found.needed == Fraction(5, left)
    since = runrate.working_days(date(2021, 9, 16), DAY)
    assert found.recent[3] == Fraction(5, since)
    assert found.multiple == Fraction(since, left) and found.verdict == "UNLIKELY"
    falling = runrate.pace("membership.pu.active", "1", OFFICE, DAY, 25, first, last)
    assert falling.recent[3] == Fraction(-5, since) and (falling.multiple, falling.verdict) == (None, "UNLIKELY")
    assert pace(5).verdict == "REACHED" and pace(5).needed is None
    assert pace(10, until=DAY).verdict == "MISSED"
    early = pace(4, day=date(2021, 10, 1))  # two of four, 63 working days behind and 64 ahead
    assert early.multiple == Fraction(63, 64) and early.verdict == "ON_TRACK"
    assert pace(4, day=date(2021, 10, 1), until=date(2021, 12, 10)).verdict == "BEHIND"


def test_targets_keep_their_versions(branch):
    first, last = date(2021, 1, 1), date(2021, 12, 31)
    services.set_target(OFFICE, "membership.pu.active@1", first, last, 25)
    services.set_target(OFFICE, "membership.pu.active@1", first, last, 30)
    (found,) = runrate.targets(OFFICE, DAY)
    assert (found["value"], found["version"]) == (30, 2)
    assert runrate.targets(OFFICE, date(2022, 1, 1)) == []


def test_the_definition_is_kept_with_the_figure_and_a_former_one_is_told(branch):
    """Two reports of active employers may count two things: each figure says what it counts."""
    Snapshot.objects.create(
        indicator="membership.employers.active", version="1", office_id=queries.office_by_slug(OFFICE)["id"],
        as_of=date(2021, 9, 30), value=3, sha256="0" * 64,
        definition={"id": "Pemberi kerja yang membayar bulan itu.", "en": "Employers that paid in the month."},
    )  # fmt: skip
    services.take_snapshot(OFFICE, date(2021, 10, 31))
    (former,) = queries.other_definitions("membership.employers.active", OFFICE)
    assert (former["first"], former["last"]) == (date(2021, 9, 30), date(2021, 9, 30))
    assert former["definition"]["en"] == "Employers that paid in the month."
    told = ("membership.employers.active", date(2021, 11, 30), 77)
    services.import_published(OFFICE, *told, source="koran", definition="badan usaha terdaftar")
    services.import_published(OFFICE, *told, source="koran", definition="badan usaha terdaftar")
    (other,) = queries.told_by_others("membership.employers.active", OFFICE)
    assert (other["value"], other["definition"]["id"]) == (77, "badan usaha terdaftar")
    plain = json.loads(render.as_json(queries.report(OFFICE, DAY), []))
    assert all(f["definition"]["id"] and f["definition"]["en"] for f in plain["figures"])
    (line,) = [x for x in csv.DictReader(io.StringIO(render.as_csv(queries.report(OFFICE, DAY))))
               if x["indicator"] == "membership.employers.active"]  # fmt: skip
    assert line["definition_en"].startswith("Employers with status active")
