"""Shares of a population: the reader names both sides, the law divides, and the published shares come out."""

from datetime import date
from fractions import Fraction

import pytest

from lindung.base.db import scalar, system
from lindung.base.format import percent
from lindung.coverage import services as coverage
from lindung.performance import labour, queries, services
from lindung.performance.labour import LabourRefused
from lindung.registry import services as registry

FEBRUARY, QUARTER = date(2017, 2, 28), date(2017, 9, 30)
BPS = {"survey": "Sakernas Februari 2017", "source": "BPS, Februari 2017"}
PRESS = "berita wilayah, 2017"

pytestmark = pytest.mark.django_db


@pytest.fixture
def north(institution):
    """A region of two provinces that published its members beside shares of the employed."""
    with system():
        registry.register_office(code="Z", slug="utara", name="Utara", kind="REGION", valid_from=date(2015, 1, 1))
        services.import_population("utara", "employed", labour.WHOLE, FEBRUARY, 6_157_000, **BPS)
        services.import_formal_share("utara", labour.WHOLE, FEBRUARY, 398_800, **BPS)
        services.import_published("utara", "membership.pu.active", QUARTER, 726_119, source=PRESS)
        services.import_published("utara", "membership.bpu.active", QUARTER, 53_055, source=PRESS)
        yield "utara"


@pytest.fixture
def west(institution):
    """A region with a formal labour force, members in November and targets for the year's end."""
    with system():
        registry.register_office(code="Y", slug="barat", name="Barat", kind="REGION", valid_from=date(2015, 1, 1))
        services.import_population(
            "barat", "formal", labour.WHOLE, date(2017, 1, 1), 2_300_000, survey="tidak disebut", source=PRESS
        )
        services.import_published("barat", "membership.pu.active", date(2017, 11, 30), 1_080_000, source=PRESS)
        year = (date(2017, 1, 1), date(2017, 12, 31))
        services.set_target("barat", "membership.pu.active@1", *year, 1_200_000)
        services.set_target("barat", "membership.bpu.active@1", *year, 100_000)
        yield "barat"


def shown(slug: str, who: str, concept: str, origin: str, day: date, decimals: int = 2) -> str:
    made = labour.share(labour.members(slug, who, origin, day), labour.base(slug, concept, day), day)
    exact = Fraction(made.members.value, made.base.value)
    assert abs(Fraction(made.ppm, 1_000_000) - exact) <= Fraction(1, 2_000_000)
    assert made.uncovered == max(0, made.base.value - made.members.value)
    assert made.receipt["formula"] == "coverage.ratio"
    return percent(made.members.value, made.base.value, decimals, "en")


def test_shares_of_the_employed_of_two_provinces(north):
    assert labour.base(north, "formal", QUARTER).value == 2_455_412
    assert labour.base(north, "informal", QUARTER).value == 3_701_588
    assert shown(north, "PU", "formal", "published", QUARTER) == "29.57%"
    assert shown(north, "BPU", "informal", "published", QUARTER) == "1.43%"
    assert shown(north, "PUBPU", "employed", "published", QUARTER) == "12.66%"
    assert labour.members(north, "PUBPU", "published", QUARTER).value == 779_174


def test_the_formal_base_warns_of_civil_servants_until_they_are_taken_off(north):
    formal = labour.base(north, "formal", QUARTER)
    assert "civil_servants" in formal.warnings
    (part,) = formal.parts
    assert (part.as_of, part.survey, part.place) == (FEBRUARY, "Sakernas Februari 2017", labour.WHOLE)
    assert "39,88 %" in part.source and "6.157.000" in part.source
    with pytest.raises(LabourRefused, match="Eligible formal workers"):
        labour.base(north, "eligible", QUARTER)
    services.import_population(north, "civil_servants", labour.WHOLE, FEBRUARY, 455_412, **BPS)
    eligible = labour.base(north, "eligible", QUARTER)
    assert eligible.value == 2_000_000 and eligible.warnings == ("subtracted",)
    assert [p.concept for p in eligible.parts] == ["formal", "civil_servants"]
    assert shown(north, "PU", "eligible", "published", QUARTER) == "36.31%"


def test_shares_of_november_of_the_target_and_with_the_self_employed(west):
    november, december = date(2017, 11, 30), date(2017, 12, 31)
    assert shown(west, "PU", "formal", "published", november, 1) == "47%"
    assert shown(west, "PU", "formal", "target", december, 1) == "52.2%"
    assert shown(west, "PUBPU", "formal", "target", december, 1) == "56.5%"
    assert labour.members(west, "PU", "target", december).imported is False


def test_the_labour_force_of_two_districts_and_people_counted_once(institution):
    with system():
        for n, (district, value) in enumerate((("35.75", 101_644), ("35.14", 814_614))):
            services.import_population(
                f"cabang-{n}", "labour_force", district, date(2021, 8, 31), value,
                survey="Sakernas Agustus 2021", source="BPS 2021",
            )  # fmt: skip
        day = date(2021, 12, 15)
        found = labour.base("wilayah", "labour_force", day)
        assert found.value == 916_258 and len(found.plus) == 2 and "unemployed" in found.warnings
        assert queries.figure("base.labour_force", "wilayah", day).value == 916_258
        who, start = institution.people[0], date(2021, 3, 1)
        for employer, branch in zip(institution.employers, institution.branches, strict=True):
            coverage.join(who, employer, branch, "PU", start, source="uji")
        coverage.join(who, None, institution.branches[0], "BPU", start, source="uji")
        for group, people in (("PU", 1), ("BPU", 1), ("PUBPU", 1), ("ALL", 1)):
            assert labour.members("wilayah", group, "transactions", day).value == people
        told = labour.districts("wilayah", found, "PU", day)
        assert [(code, base) for code, _n, base in told] == [("35.14", 814_614), ("35.75", 101_644)]
        lives = scalar("select coalesce(district_id, '') from registry_person where id = %s", [who])
        assert {code: n for code, n, _base in told} == {"35.14": int(lives == "35.14"), "35.75": int(lives == "35.75")}


def test_formal_and_informal_from_the_seven_statuses(institution):
    with system():
        where = ("cabang-0", "35.75", date(2021, 8, 31))
        made = services.import_statuses(*where, [30_000, 15_000, 4_000, 36_000, 1_000, 6_000, 8_000], **BPS)
        assert [int(one.value) for one in made] == [100_000, 40_000, 60_000]
        assert labour.base("cabang-0", "formal", date(2021, 12, 1)).value == 40_000
        for wrong in ([1] * 6, [-1, *[1] * 6]):
            with pytest.raises(LabourRefused) as caught:
                services.import_statuses(*where, wrong, **BPS)
            assert caught.value.code == "value"


def test_the_newest_round_counts_and_the_same_figure_is_kept_once(institution):
    with system():
        for day, value in ((date(2020, 8, 31), 100_000), (date(2021, 8, 31), 101_644), (date(2021, 8, 31), 101_644)):
            services.import_population("cabang-0", "labour_force", "35.75", day, value, **BPS)
        assert scalar("select count(*) from performance_snapshot where indicator = 'base.labour_force.35.75'") == 2
        assert labour.base("cabang-0", "labour_force", date(2021, 12, 1)).value == 101_644
        assert labour.base("cabang-0", "labour_force", date(2021, 8, 30)).value == 100_000
        kept = queries.imported("cabang-0", date(2021, 12, 1))
        assert kept[0]["survey"] == BPS["survey"] and kept[0]["definition"]["id"].startswith("Penduduk 15 tahun")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"concept": "people"}, "concept"), ({"place": "35.14"}, "place"), ({"as_of": date(2022, 1, 1)}, "day"),
        ({"value": 0}, "value"), ({"value": 10**10}, "value"), ({"survey": " "}, "survey"), ({"source": ""}, "source"),
    ],
)  # fmt: skip
def test_imports_that_are_refused_leave_nothing(institution, change, code):
    given = {"concept": "employed", "place": "35.75", "as_of": date(2021, 8, 31), "value": 5, **BPS} | change
    with system(), pytest.raises(LabourRefused) as caught:
        services.import_population("cabang-0", **given)
    assert caught.value.code == code and all("{" not in caught.value.text(x) for x in ("id", "en"))
    with system():
        assert scalar("select count(*) from performance_snapshot") == 0


def test_what_cannot_be_divided_is_refused(institution):
    day = date(2021, 12, 1)
    with system():
        for code, call in (
            ("concept", lambda: labour.base("cabang-0", "civil_servants", day)),
            ("no_base", lambda: labour.base("cabang-0", "employed", day)),
            ("who", lambda: labour.members("cabang-0", "X", "transactions", day)),
            ("origin", lambda: labour.members("cabang-0", "PU", "guess", day)),
            ("no_members", lambda: labour.members("cabang-0", "PU", "published", day)),
            ("no_members", lambda: labour.members("cabang-0", "PUBPU", "target", day)),
            ("no_employed", lambda: services.import_formal_share("cabang-0", "35.75", day, 400_000, **BPS)),
            ("share", lambda: services.import_formal_share("cabang-0", "35.75", day, 1_000_000, **BPS)),
        ):
            with pytest.raises(LabourRefused) as caught:
                call()
            assert caught.value.code == code


def test_the_series_that_ships_adds_up():
    found = list(labour.series())
    assert {r["place"] for r in found} >= {"0", "12", "13", "33"}
    for r in found:
        assert r["employed"] < r["labour_force"] and r["source"]
        if r["formal_percent"] and r["informal_percent"]:
            assert r["formal_percent"] + r["informal_percent"] == 100
