"""The components: exact words and figures, safe markup, and pages that keep the promises of the style guide."""

import base64
import datetime as dt
import hashlib
import json
import re
from decimal import Decimal
from fractions import Fraction
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django import forms
from django.contrib.staticfiles import finders
from django.core.paginator import Paginator
from django.http import QueryDict
from django.template import Context, Template
from django.template.loader import get_template, render_to_string
from django.utils import translation

import lindung.portals
from lindung import law
from lindung.devtools import messages
from lindung.portals import kit, styleguide
from lindung.portals.kit.trace import read_trace

pytestmark = pytest.mark.urls("portals_kit_urls")
PORTALS = Path(lindung.portals.__file__).parent
DAY = dt.date(2021, 12, 15)
EVIL = '<script>alert("x")</script>'


def draw(source, **values):
    """A piece of template with the tags loaded."""
    return Template("{% load i18n lindung %}" + source).render(Context(values))


def words(html):
    """Text of a piece of markup, white space folded."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


class Page(HTMLParser):
    """Collects ids, links, labels and anything a strict content policy forbids."""

    def __init__(self, html):
        super().__init__()
        self.ids, self.anchors, self.labels, self.forbidden, self.inputs = [], [], [], [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        got = dict(attrs)
        if "id" in got:
            self.ids.append(got["id"])
        if tag == "a" and (got.get("href") or "").startswith("#"):
            self.anchors.append(got["href"][1:])
        if tag == "label":
            self.labels.append(got.get("for"))
        if tag in ("input", "select", "textarea") and got.get("type") not in ("hidden", "submit"):
            self.inputs.append(got.get("id"))
        if "style" in got or any(name.startswith("on") for name in got) or tag == "style":
            self.forbidden.append((tag, attrs))
        if tag == "script" and not got.get("src") and got.get("type") != "application/json":
            self.forbidden.append((tag, attrs))


@pytest.fixture(scope="module", autouse=True)
def english():
    """The English texts must be there in a fresh working copy as well."""
    messages.compile_all()


@pytest.fixture(scope="module")
def guide():
    with translation.override("id"):
        return render_to_string("portals/styleguide.html", styleguide.context(QueryDict()))


# ---- figures and dates


def test_filters_write_in_the_language_of_the_page():
    source = "{{ a|rupiah }} {{ b|rupiah_short }} {{ c|number }} {{ d|tanggal }} {{ d|bulan }} {{ d|tanggal:'hari' }}"
    values = {"a": -1234567, "b": 184_720_007_627, "c": 13738, "d": DAY}
    assert draw(source, **values) == (
        "−Rp1.234.567 Rp184,72 miliar 13.738 15 Desember 2021 Desember 2021 Rabu, 15 Desember 2021"
    )
    with translation.override("en"):
        assert draw(source, **values) == (
            "−Rp1,234,567 Rp184.72 billion 13,738 15 December 2021 December 2021 Wednesday, 15 December 2021"
        )


def test_unknown_is_a_dash_and_never_zero():
    assert draw("{{ a|rupiah }}{{ a|number }}{{ a|tanggal }}{{ a|bulan }}{{ a|rupiah_short }}", a=None) == "–––––"
    assert draw("{{ a|rupiah }}{{ a|number }}", a=0) == "Rp00"


def test_percentage_shows_its_base():
    assert words(draw("{% percent 1200000 2300000 base='pekerja' %}")) == "52,2 % 1.200.000 dari 2.300.000 pekerja"
    assert words(draw("{% percent 5 0 %}")) == "– 5 dari 0"
    assert words(draw("{% percent n 10 %}", n=None)) == "– – dari 10"


# ---- signs


def test_states_have_word_and_sign_and_unknown_ones_are_shown_as_they_are():
    assert words(draw("{% status_badge 'RETURNED' %}")) == "Dikembalikan untuk dilengkapi"
    assert words(draw("{% status_badge 'REJECTED' %}")) == "Ditolak"
    assert "ld-tone-bad" in draw("{% status_badge 'REJECTED' %}")
    assert "ld-tone-warn" in draw("{% status_badge 'RETURNED' %}")
    assert words(draw("{% status_badge 'ODD_ONE' %}")) == "ODD_ONE"
    with translation.override("en"):
        assert words(draw("{% status_badge 'ON_HOLD' %}")) == "On hold"


@pytest.mark.parametrize(
    ("clock", "indonesian", "english", "tone"),
    [
        (kit.Clock(DAY, 3), "3 hari kerja lagi paling lambat 15 Des 2021", "3 working days left by 15 Dec 2021", "ok"),
        (kit.Clock(DAY, 1), "1 hari kerja lagi paling lambat 15 Des 2021", "1 working day left by 15 Dec 2021", "warn"),
        (kit.Clock(None, 0), "Jatuh tempo hari ini", "Due today", "warn"),
        (kit.Clock(None, -2, "days"), "Terlambat 2 hari", "2 days late", "bad"),
        (kit.Clock(None, None, stopped=True), "Jam berhenti", "Clock stopped", "neutral"),
        (kit.Clock(None, None), "Tanpa batas waktu", "No time limit", "neutral"),
        (kit.Clock(None, 3, met=False), "Selesai terlambat", "Finished late", "bad"),
        (kit.Clock(None, -3, met=True), "Selesai tepat waktu", "Finished in time", "ok"),
    ],
)
def test_clock_words(clock, indonesian, english, tone):
    html = draw("{% clock c %}", c=clock)
    assert words(html) == indonesian
    assert f"ld-tone-{tone}" in html
    with translation.override("en"):
        assert words(draw("{% clock c %}", c=clock)).removesuffix(" at the latest") == english


def test_clock_between_two_dates_counts_with_the_given_calendar():
    assert kit.Clock.between(DAY, DAY + dt.timedelta(days=4)).left == 4
    late = kit.Clock.between(DAY, DAY - dt.timedelta(days=3), lambda start, end: (end - start).days - 1)
    assert (late.left, late.unit) == (-2, "working_days")


def test_whose_move_names_the_party():
    html = draw("{% whose_move 'you' reason since %}", reason=EVIL, since=DAY)
    assert words(html).startswith("Giliran Anda")
    assert "sejak 15 Desember 2021" in words(html)
    assert EVIL not in html


# ---- blocks


def test_figure_card_shows_as_of_base_definition_and_drill():
    item = kit.Figure(
        "Cakupan", "52,2 %", DAY, numerator=12, denominator=23, base="pekerja", definition="/d", drill="/t"
    )
    html = draw("{% figure item %}", item=item)
    assert words(html) == "Cakupan 52,2 % 12 dari 23 pekerja per 15 Desember 2021 Arti angka: Cakupan"
    assert 'href="/d"' in html
    assert 'href="/t"' in html


def test_text_of_people_is_never_markup():
    entry = kit.Entry(EVIL, EVIL, EVIL, EVIL, "#", EVIL)
    table = kit.Table(EVIL, [kit.Column("a", EVIL)], [{"a": kit.Cell(EVIL, note=EVIL, error=EVIL)}], note=EVIL)
    pieces = [
        draw("{% definitions e %}", e=[entry]),
        draw("{% timeline m %}", m=[kit.Moment(EVIL, DAY, EVIL, EVIL)]),
        draw("{% data_table t %}", t=table),
        draw("{% figure label=x value=x note=x %}", x=EVIL),
        draw("{% notice 'warn' x %}{{ x }}{% endnotice %}{% panel x %}{{ x }}{% endpanel %}", x=EVIL),
        draw("{% icon 'home' x %}", x=EVIL),
    ]
    for piece in pieces:
        assert "<script" not in piece
        assert "&lt;script&gt;" in piece


def test_waterfall_bars_follow_the_running_level():
    rows = [
        kit.WaterfallRow("Awal", 1000, "total"),
        kit.WaterfallRow("Masuk", 500),
        kit.WaterfallRow("Keluar", -250),
        kit.WaterfallRow("Akhir", 1250, "total"),
    ]
    html = draw("{% waterfall rows 'Saldo' %}", rows=rows)
    bars = [tuple(map(int, pair)) for pair in re.findall(r'<rect x="(\d+)" y="0" width="(\d+)"', html)]
    assert bars == [(0, 666), (666, 333), (833, 166), (0, 833)]
    assert "+Rp500" in html
    assert "−Rp250" in html


def test_stepper_marks_the_current_stage():
    steps = [kit.Step("Satu", "done", "/1"), kit.Step("Dua", "now"), kit.Step("Tiga")]
    html = draw("{% stepper steps %}", steps=steps)
    assert "Langkah 2 dari 3: Dua" in words(html)
    assert html.count('aria-current="step"') == 1
    assert 'href="/1"' in html


def test_progress_asks_again_only_while_it_runs():
    running = kit.Progress("p", "Membaca", 9_999, 10_000, poll="/maju")
    assert 'hx-get="/maju" hx-trigger="every 1s"' in draw("{% progress p %}", p=running)
    assert running.share == 99
    assert draw("{% progress_refresh p %}", p=running) == '<noscript><meta http-equiv="refresh" content="3"></noscript>'
    done = kit.Progress("p", "Membaca", 10_000, 10_000, "done", poll="/maju", next=kit.Link("Hasil", "/hasil"))
    html = draw("{% progress p %}", p=done)
    assert "hx-" not in html
    assert 'href="/hasil"' in html
    assert done.share == 100
    assert draw("{% progress_refresh p %}", p=done) == ""
    unknown = draw("{% progress p %}", p=kit.Progress("p", "Menghitung", 5, None))
    assert not re.search(r"<progress[^>]*value=", unknown)


def test_trace_of_a_real_calculation_is_shown_with_its_articles():
    case = {"wage": 5_000_000, "risk_group": 1, "jht": 1, "jp": 1, "jkp": 1, "covid_relief": 0, "labour_intensive": 0}
    trace = law.calc("pu.contribution", dt.date(2021, 11, 1), case).trace.to_json()
    text = words(draw("{% trace t %}", t=trace))
    assert "3,7 % × Rp5.000.000 = Rp185.000" in text
    assert "PP 46/2015 Pasal 16" in text
    assert "Rp462.000" in text
    assert text == words(draw("{% trace t %}", t=json.dumps(trace)))
    with translation.override("en"):
        assert "3.7% × Rp5,000,000 = Rp185,000" in words(draw("{% trace t %}", t=trace))
    view = read_trace(trace)
    assert {s.title for s in view.steps if s.result and s.value == "Rp462.000"} == {"Jumlah iuran"}
    assert [a.title for a in view.assumptions].count("Pembulatan iuran") == 1


def test_trace_refuses_what_is_no_trace():
    with pytest.raises(KeyError):
        read_trace({"steps": []})


# ---- tables


def bills(sort="total", **more):
    columns = [
        kit.Column("firm", "Pemberi kerja", sortable=True),
        kit.Column("total", "Tagihan", "money", sortable=True),
        kit.Column("month", "Bulan", "month"),
        kit.Column("state", "Keadaan", "status"),
    ]
    rows = [{"firm": "PT Satu", "total": 462_000, "month": DAY, "state": "PAID"}, {"firm": "CV Dua", "total": None}]
    return kit.Table("Tagihan", columns, rows, sort, QueryDict("kantor=7&page=3"), **more)


def test_table_sorts_by_links_that_keep_the_filters():
    html = draw("{% data_table t %}", t=bills())
    assert 'aria-sort="ascending"' in html
    assert 'href="?kantor=7&amp;urut=-total"' in html
    assert 'href="?kantor=7&amp;urut=firm"' in html
    assert 'aria-sort="descending"' in draw("{% data_table t %}", t=bills("-total"))
    assert 'href="?kantor=7&amp;urut=total"' in draw("{% data_table t %}", t=bills("-total"))


def test_table_cells_follow_the_kind_of_their_column():
    text = words(draw("{% data_table t %}", t=bills(footer={"firm": "Jumlah", "total": 462_000})))
    assert "PT Satu Rp462.000 Des 2021 Sudah dibayar CV Dua – – – Jumlah Rp462.000" in text


def test_empty_table_says_what_to_do():
    table = kit.Table("Klaim", [kit.Column("a", "A")], empty="Belum ada klaim.", empty_action=kit.Link("Ajukan", "/k"))
    html = draw("{% data_table t %}", t=table)
    assert "Belum ada klaim. Ajukan" in words(html)
    assert 'href="/k"' in html


def test_stacked_table_keeps_its_roles():
    html = draw("{% data_table t %}", t=bills(stack=True))
    assert html.count('role="row"') == 3
    assert html.count('role="cell" data-label=') == 8
    assert html.count('role="columnheader"') == 4


def test_pager_leaves_gaps_and_keeps_the_query():
    page = Paginator(list(range(200)), 10).page(10)
    pager = kit.Pager.of(page, QueryDict("kantor=7&page=2"), shown="x")
    assert [str(link.label) for link in pager.links] == ["1", "…", "9", "10", "11", "…", "20"]
    assert pager.next == "?kantor=7&page=11"
    html = draw("{% pager p %}", p=pager)
    assert html.count('aria-current="page"') == 1


# ---- charts


def test_a_figure_is_written_once_where_its_short_form_is_the_whole():
    small = draw("{% figure item %}", item=kit.Figure("Denda", "Rp0", full="Rp0"))
    large = draw("{% figure item %}", item=kit.Figure("Denda", "Rp1,25 juta", full="Rp1.250.000"))
    assert small.count("Rp0") == 1 and "Rp1.250.000" in large


def test_chart_writes_every_figure_into_its_table_and_escapes_its_data():
    chart = kit.Chart(
        "bar", "Manfaat", "Naik.", ["Jan", EVIL], [kit.Series("JHT", [182_828_507_627, None])], "rupiah", "Bulan"
    )
    html = draw("{% chart 'g' c %}", c=chart)
    assert "Rp182.828.507.627" in html
    assert EVIL not in html
    data = json.loads(re.search(r'<script id="g-data" type="application/json">(.*?)</script>', html, re.DOTALL)[1])
    assert data["series"] == [{"name": "JHT", "values": [182_828_507_627, None]}]
    assert data["labels"][1] == EVIL
    assert "<details" in html
    assert " open>" in html


def test_chart_takes_a_plain_mapping():
    spec = {
        "kind": "line",
        "title": "T",
        "description": "D",
        "labels": ["a"],
        "series": [{"name": "S", "values": [1200]}],
    }
    assert "1.200" in draw("{% chart 'x' s %}", s=spec)


def test_chart_percentages_are_exact_shares():
    chart = kit.Chart("bar", "T", "D", ["a", "b"], [kit.Series("S", [Fraction(1, 3), Decimal("0.5")])], "percent")
    text = draw("{% chart 'x' c %}", c=chart)
    assert "33,3 %" in text
    assert "50 %" in text


@pytest.mark.parametrize("values", [[1], [1, 2, 3], [1.5, 2]])
def test_chart_refuses_wrong_lengths_and_floats(values):
    with pytest.raises((ValueError, TypeError)):
        kit.Chart("bar", "T", "D", ["a", "b"], [kit.Series("S", values)])


def test_map_needs_codes_that_the_map_knows():
    with pytest.raises(ValueError, match="code"):
        kit.Chart("map", "T", "D", ["Pasuruan"], [kit.Series("S", [1])])
    areas = json.loads(Path(finders.find("maps/kabkota-35.geojson")).read_text())["features"]
    known = {area["properties"]["kode"] for area in areas}
    assert len(known) == 38
    for _id, chart in styleguide.context(QueryDict())["charts"]:
        assert set(chart.codes) <= known


# ---- forms


class Form(forms.Form):
    name = forms.CharField(label="Nama")
    wage = kit.RupiahField(label="Upah", minimum=1)
    day = kit.DateField(label="Tanggal", required=False)
    reason = forms.ChoiceField(label="Mengapa?", widget=forms.RadioSelect, choices=[("a", "A"), ("b", "B")])
    agree = forms.BooleanField(label="Setuju")


def test_error_summary_leads_to_fields_that_exist_with_sentences_that_stand_alone():
    form = Form({"wage": "1,5", "day": "31-02-2021"})
    html = draw("{% error_summary f %}{% form_fields f %}", f=form)
    page = Page(html)
    assert page.anchors == ["id_name", "id_wage", "id_day", "id_reason_0", "id_agree"]
    assert set(page.anchors) <= set(page.ids)
    text = words(html)
    assert "Isi “Nama”." in text
    assert "Upah: “1,5” bukan jumlah rupiah." in text
    assert "Mengapa? Pilih satu jawaban." in text
    assert "Beri tanda pada “Setuju” untuk melanjutkan." in text
    assert 'value="31-02-2021"' in html, "what was typed stays"


def test_every_described_by_points_at_something():
    html = draw("{% form_fields f %}", f=Form({"wage": "x"}))
    ids = set(Page(html).ids)
    for described in re.findall(r'aria-describedby="([^"]+)"', html):
        assert set(described.split()) <= ids
    assert len(ids) == len(Page(html).ids), "ids are unique"


def test_no_summary_without_errors():
    assert draw("{% error_summary f %}", f=Form()).strip() == ""


def test_rupiah_and_date_fields_read_what_people_type():
    form = Form({"name": "x", "wage": "Rp4.290.133", "day": "31/12/2021", "reason": "a", "agree": "on"})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["wage"] == 4_290_133
    assert form.cleaned_data["day"] == dt.date(2021, 12, 31)
    low = Form({"name": "x", "wage": "0", "reason": "a", "agree": "on"})
    assert low.errors["wage"] == ["Jumlah paling sedikit Rp1."]
    assert 'value="4.290.133"' in str(Form(initial={"wage": 4_290_133})["wage"])


def test_optional_fields_are_marked_and_groups_have_legends():
    text = words(draw("{% form_fields f %}", f=Form()))
    assert "Tanggal (boleh kosong)" in text
    assert draw("{% field b %}", b=Form()["reason"]).count("<legend") == 1


def test_confirm_box_carries_its_hidden_values():
    html = draw("{% confirm_box 'Kirim?' '/k' 'Kirim' '/b' hidden=h %}", h={"id": '7"><b>'})
    assert 'action="/k"' in html
    assert "<b>" not in html


# ---- whole pages


def test_style_guide_keeps_a_strict_content_policy_and_unique_ids(guide):
    page = Page(guide)
    assert page.forbidden == []
    assert len(page.ids) == len(set(page.ids)), [i for i in page.ids if page.ids.count(i) > 1]
    assert set(filter(None, page.anchors)) <= set(page.ids)
    assert set(page.inputs) <= set(page.labels)


def test_every_icon_and_every_static_file_that_is_named_exists():
    sprite = Path(finders.find("vendor/tabler-icons-3.51.0/sprite.svg")).read_text()
    known = set(re.findall(r'<symbol id="([^"]+)"', sprite))
    named = set()
    for path in PORTALS.rglob("*.html"):
        text = path.read_text()
        named |= set(re.findall(r'{% icon "([^"]+)"', text))
        for static in re.findall(r'{% static "([^"]+)"', text):
            assert finders.find(static), f"{path.name} names {static}"
    named |= {s.icon for s in kit.STATUSES.values()} | {p.icon for p in kit.PARTIES.values()}
    assert named <= known, named - known


def test_vendored_files_are_the_recorded_ones():
    folder = PORTALS / "static" / "vendor"
    listed = dict(
        re.findall(r"^\| (\S+) \| \d+ \| `sha384-(\S+)` \|$", (folder / "VENDOR.md").read_text(), re.MULTILINE)
    )
    there = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file() and p.name != "VENDOR.md"}
    assert set(listed) == there
    for name, digest in listed.items():
        assert base64.b64encode(hashlib.sha384((folder / name).read_bytes()).digest()).decode() == digest, name


@pytest.mark.parametrize("path", sorted((PORTALS / "templates").rglob("*.html")), ids=lambda p: p.stem)
def test_every_template_compiles(path):
    get_template(path.relative_to(PORTALS / "templates").as_posix())


@pytest.mark.parametrize(
    ("name", "indonesian", "english"),
    [
        ("404.html", "Halaman tidak ditemukan", "Page not found"),
        ("500.html", "Ada yang salah di pihak kami", "Something went wrong on our side"),
        ("403.html", "Halaman ini bukan untuk peran Anda", "This page is not for your role"),
        ("403_csrf.html", "Formulir ini sudah kedaluwarsa", "This form has expired"),
        ("errors/429.html", "Terlalu banyak percobaan", "Too many attempts"),
        ("errors/maintenance.html", "Sedang dalam perawatan", "Under maintenance"),
    ],
)
def test_pages_without_any_context_render_in_both_languages(name, indonesian, english):
    html = render_to_string(name)
    assert f"<h1>{indonesian}</h1>" in html
    assert '<html lang="id">' in html
    assert Page(html).forbidden == []
    with translation.override("en"):
        html = render_to_string(name)
        assert f"<h1>{english}</h1>" in html
        assert '<html lang="en">' in html


def test_sign_in_page_uses_our_words_for_the_fields():
    form = forms.Form()
    form.fields = {"login": forms.CharField(), "password": forms.CharField(widget=forms.PasswordInput)}
    text = words(render_to_string("account/login.html", {"form": form}))
    assert "Masuk ke Lindung" in text
    assert "Nama pengguna" in text
    assert "Kata sandi" in text


def test_member_frame_shows_menu_role_and_ways_out():
    who = kit.SignedIn("Sekar Wulandari", "Peserta", kind="member")
    menu = [kit.MenuItem("Saldo", "/saldo", "wallet", active=True), kit.MenuItem("Klaim", "/klaim", count=2)]
    html = render_to_string("layouts/app.html", {"signed_in": who, "menu": menu, "demo": True})
    assert "ld-kind-member" in html
    assert html.count('aria-current="page"') == 2, "side menu and small menu"
    assert "Keluar" in words(html)
    assert "Ini peragaan" in words(html)
    assert 'name="language" value="en"' in html
