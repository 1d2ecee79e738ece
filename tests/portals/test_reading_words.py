"""Who read my data: in words, for every page that records a reading."""

import ast
from pathlib import Path

from branch import Branch
from django.urls import reverse
from django.utils import translation
from page_text import words

import lindung
from lindung.portals.reading_words import PAGES, own_number, page_words

#: Functions that record a reading, with the place of the page's code among their arguments.
DOORS = {"reading": 2, "log_reading": 2, "case_of": 2, "_told": 2}


def codes() -> set[str]:
    """Every code of a page that the source hands to a recorder of readings."""
    found = set()
    for path in Path(lindung.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            place = DOORS.get(name)
            if place is not None and len(node.args) > place:
                given = node.args[place]
                if isinstance(given, ast.Constant) and isinstance(given.value, str):
                    found.add(given.value)
    return found


def test_every_page_that_records_a_reading_has_words_in_both_languages():
    found = codes()
    assert len(found) > 30, found
    assert found <= set(PAGES), found - set(PAGES)
    for code in found:
        said = set()
        for language in ("id", "en"):
            with translation.override(language):
                said.add(page_words(code))
        assert len(said) == 2 and code not in said, (code, said)


def test_a_purpose_that_names_others_is_not_told():
    assert own_number("staff.case", "JHT21-0000001") == "JHT21-0000001"
    assert own_number("staff.people", "nama orang lain") == ""
    assert page_words("staff.report.grid") == "Laporan upah perusahaan"
    assert page_words("of.tomorrow") == "of.tomorrow"


def test_a_member_and_the_auditor_read_in_words_who_opened_his_data(branch: Branch, as_user):
    def of(login: str, name: str) -> str:
        return words(as_user(login).get(reverse(name)))

    assert "Data peserta" not in of("bekerja", "member:profile")
    as_user("klaim").get(reverse("staff:person", args=[branch.people[4]]))
    for page in (of("bekerja", "member:profile"), of("auditor", "staff:reads")):
        assert "Data peserta" in page and "staff.person" not in page
