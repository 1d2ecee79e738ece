"""Extraction, checking and compiling of texts on a small source tree of their own."""

import gettext
import os
import time
from pathlib import Path

import pytest

from lindung.devtools import messages
from lindung.devtools.messages import CATALOGUE, Entry, Problem, Text, faults_of


@pytest.fixture
def tree(tmp_path):
    """Two packages and a portal part."""
    root = tmp_path / "src"
    files = {
        "claims/services.py": '_("Klaim %(id)s dikirim")\nngettext("%(n)s hari", "%(n)s hari", n)\n',
        "portals/templates/a.html": '{% load i18n %}<p>{% translate "Saldo" %}</p>\n'
        "{% blocktranslate with day=d trimmed %}\n  per {{ day }}\n{% endblocktranslate %}\n"
        '{% translate "Sisa" context "uang" %} {{ x|default:_("kosong") }} 5 % \'it\'s\' "odd" (',
        "portals/staff/views.py": 'gettext_lazy("Antrean")',
        "portals/staff/templates/staff/b.html": '{% translate "Saldo" %}',
        "devtools/tool.py": '_("not for people")',
        "portals/static/x/c.html": '{% translate "not ours" %}',
    }
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def fill(path: Path, translations: dict[str, str]):
    """Put English into a catalogue."""
    text = path.read_text(encoding="utf-8")
    for indonesian, english in translations.items():
        old = f'msgid "{indonesian}"\nmsgstr ""'
        assert old in text, (indonesian, text)
        text = text.replace(old, f'msgid "{indonesian}"\nmsgstr "{english}"')
    path.write_text(text, encoding="utf-8")


def complete(tree):
    messages.extract(tree)
    fill(
        tree / "portals" / CATALOGUE,
        {"Saldo": "Balance", "per %(day)s": "as of %(day)s", "Sisa": "Left", "kosong": "empty"},
    )
    fill(tree / "portals/staff" / CATALOGUE, {"Antrean": "Queue"})
    fill(tree / "claims" / CATALOGUE, {"Klaim %(id)s dikirim": "Claim %(id)s sent"})
    path = tree / "claims" / CATALOGUE
    text = (
        path.read_text()
        .replace('msgstr[0] ""', 'msgstr[0] "one day"')
        .replace('msgstr[1] ""', 'msgstr[1] "%(n)s days"')
    )
    path.write_text(text)
    messages.extract(tree)


def test_every_text_lands_with_its_owner(tree):
    missing, problems = messages.extract(tree)
    assert problems == []
    assert missing == {"claims": 2, "portals": 4, "portals/staff": 2}
    entries = messages.read_catalogue(tree / "portals" / CATALOGUE)
    assert set(entries) == {("", "Saldo"), ("", "per %(day)s"), ("uang", "Sisa"), ("", "kosong")}
    assert messages.read_catalogue(tree / "claims" / CATALOGUE)[("", "%(n)s hari")].forms == ("", "")


def test_extract_is_repeatable_and_keeps_what_people_wrote(tree):
    complete(tree)
    before = {p: p.read_text() for p in messages.catalogues(tree)}
    assert len(before) == 3
    messages.extract(tree)
    assert {p: p.read_text() for p in messages.catalogues(tree)} == before
    assert messages.check(tree) == []


def test_a_text_known_elsewhere_is_taken_over_and_one_package_can_be_chosen(tree):
    messages.extract(tree)
    fill(tree / "portals" / CATALOGUE, {"Saldo": "Balance"})
    messages.extract(tree, only=["portals/staff"])
    assert messages.read_catalogue(tree / "portals/staff" / CATALOGUE)[("", "Saldo")].forms == ("Balance",)
    (tree / "claims/services.py").write_text('_("Baru")')
    messages.extract(tree, only=["portals"])
    assert ("", "Baru") not in messages.read_catalogue(tree / "claims" / CATALOGUE)


def test_check_names_missing_unused_and_contradicting_entries(tree):
    complete(tree)
    (tree / "claims/services.py").write_text('_("Klaim %(id)s dikirim")\n_("Baru")\n')
    assert messages.check(tree) == [
        "claims: “Baru” is missing in the catalogue (run extract)",
        "claims: “%(n)s hari” is not used any more (run extract)",
    ]
    messages.extract(tree)
    assert messages.check(tree) == ["claims: “Baru” has no English yet"]
    fill(tree / "claims" / CATALOGUE, {"Baru": "New"})
    assert messages.check(tree) == []
    path = tree / "portals/staff" / CATALOGUE
    path.write_text(path.read_text().replace("Balance", "Remainder"))
    (fault,) = messages.check(tree)
    assert "“Saldo” has two translations" in fault


@pytest.mark.parametrize(
    ("text", "entry", "fault"),
    [
        (Text(("", "Sisa %(left)s")), Entry(("%(left)s left",)), None),
        (Text(("", "Sisa %(left)s")), Entry(("%(rest)s left",)), "other places"),
        (Text(("", "Sisa %(left)s")), Entry(("left",)), "other places"),
        (Text(("", "Sisa {left}")), Entry(("{left} left",)), None),
        (Text(("", "Sisa {left}")), Entry(("left",)), "other places"),
        (Text(("", "%s dari %s")), Entry(("%s",)), "other places"),
        (Text(("", "Tarif 5 %% naik")), Entry(("Rate 5 %% up",)), None),
        (Text(("", "Saldo")), Entry(("Balance",), fuzzy=True), "fuzzy"),
        (Text(("", "Saldo")), Entry(("",)), "no English"),
        (Text(("", "%(n)s hari"), "%(n)s hari"), Entry(("one day", "%(n)s days")), None),
        (Text(("", "%(n)s hari"), "%(n)s hari"), Entry(("%(n)s day", "days")), "other places"),
        (Text(("", "%(n)s hari"), "%(n)s hari"), Entry(("%(n)s day",)), "no English"),
    ],
)
def test_faults_of_one_translation(text, entry, fault):
    faults = list(faults_of(text, entry))
    assert bool(faults) == (fault is not None)
    assert fault is None or fault in faults[0]


def test_texts_that_cannot_be_translated_are_refused():
    with pytest.raises(Problem, match="plain text"):
        list(messages.from_python('_(f"Halo {name}")', "a.py"))
    with pytest.raises(Problem, match="plain text"):
        list(messages.from_python('gettext("Halo " + name)', "a.py"))
    with pytest.raises(Problem):
        list(messages.from_template("{% blocktranslate %}{% if x %}a{% endif %}{% endblocktranslate %}", "a.html"))
    assert list(messages.from_python("_(label)\n_ = 3\n_()", "a.py")) == []


def test_percent_signs_are_kept_as_django_looks_them_up():
    (text,) = messages.from_template('{% load i18n %}{% translate "naik 5 % lagi" %}', "a.html")
    assert text.key == ("", "naik 5 %% lagi")


def test_compile_writes_what_changed_and_nothing_else(tree):
    complete(tree)
    written = messages.compile_all(tree)
    assert len(written) == 3
    assert messages.compile_all(tree) == []
    with (tree / "claims/locale/en/LC_MESSAGES/django.mo").open("rb") as stream:
        catalogue = gettext.GNUTranslations(stream)
    assert catalogue.gettext("Klaim %(id)s dikirim") == "Claim %(id)s sent"
    assert catalogue.ngettext("%(n)s hari", "%(n)s hari", 1) == "one day"
    assert catalogue.ngettext("%(n)s hari", "%(n)s hari", 5) == "%(n)s days"
    source = tree / "claims" / CATALOGUE
    source.write_text(source.read_text().replace("Claim", "Case"))
    later = time.time() + 5
    os.utime(source, (later, later))
    assert [p.parents[3].name for p in messages.compile_all(tree)] == ["claims"]


def test_command_line(capsys):
    assert messages.main(["nonsense"]) == 2
    assert "extract|check|compile" in capsys.readouterr().out
    assert messages.main(["compile"]) == 0


def test_the_shared_components_are_complete_in_english():
    texts, _problems = messages.gather()
    entries = messages.read_catalogue(messages.SOURCE / "portals" / CATALOGUE)
    shared = ("kit/", "templatetags/", "templates/kit/", "templates/layouts/", "templates/account/", "templates/mfa/")
    ours = [t for t in texts[messages.SOURCE / "portals"].values() if any(f.startswith(shared) for f in t.files)]
    assert len(ours) > 100
    assert [(t.key, fault) for t in ours for fault in faults_of(t, entries.get(t.key))] == []
