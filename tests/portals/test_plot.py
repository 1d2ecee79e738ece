"""Drawings made on the server: well-formed, described, true to their figures, safe with any text."""

import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from lindung.portals import kit
from lindung.portals.kit.plot import HEIGHT, WIDTH, draw, ticks
from lindung.portals.styleguide_samples import charts


def plot(kind="line", values=(1, 2, 3), **extra):
    return kit.Plot(
        "uji",
        "Judul",
        "Keterangan",
        list(range(len(values))),
        [kit.PlotLine("A", list(values))],
        kind,
        "count",
        **extra,
    )


@given(st.integers(-(10**15), 0), st.integers(1, 10**15))
def test_ticks_are_round_few_and_cover(low, high):
    found = ticks(low, high)
    step = found[1] - found[0]
    assert found[0] <= low and found[-1] >= high and len(found) <= 6
    assert str(step).rstrip("0") in ("1", "2", "5") and {b - a for a, b in pairwise(found)} == {step}


def test_bars_stand_beside_the_words_of_their_scale():
    root = ElementTree.fromstring(draw(plot("bars", (5_000_000, 2)), "id"))
    texts = [t.text for t in root.iter() if t.get("class") == "ld-plot-y"]
    first = min(float(r.get("x")) for r in root.iter() if r.tag.endswith("rect"))
    assert texts and first >= 9 * max(map(len, texts))


@given(
    st.sampled_from(["line", "steps", "bars"]),
    st.lists(st.one_of(st.none(), st.integers(-(10**12), 10**12)), min_size=1, max_size=40),
)
def test_any_figures_draw_inside_the_frame(kind, values):
    root = ElementTree.fromstring(draw(plot(kind, values), "id"))
    assert root.find("title").text == "Judul" and root.find("desc").text == "Keterangan"
    for one in root.iter():
        assert "style" not in one.attrib
        for name, most in (("x", WIDTH), ("cx", WIDTH), ("y", HEIGHT), ("cy", HEIGHT)):
            if name in one.attrib:
                assert -10 <= float(one.attrib[name]) <= most + 10
        for n, figure in enumerate(re.findall(r"-?\d+\.?\d*", one.attrib.get("d", ""))):
            assert -10 <= float(figure) <= WIDTH + 10, n


def test_text_is_escaped():
    risky = kit.Plot("uji", "<b>&", "“x” <script>", [0, 1], [kit.PlotLine("<i>", [1, 2])], marks=[kit.Mark(1, "<u>")])
    assert (
        "<script>" not in draw(risky, "id") and ElementTree.fromstring(draw(risky, "id")).find("title").text == "<b>&"
    )


def test_a_gap_in_the_law_is_a_gap_in_the_line():
    path = next(ElementTree.fromstring(draw(plot("line", (1, None, 3)), "id")).iter("path")).get("d")
    assert path.count("M") == 2 and "L" not in path


def test_the_table_says_every_figure_in_full():
    shown = kit.Plot("uji", "J", "K", [0, 5_000_000], [kit.PlotLine("A", [None, 285_000])])
    assert shown.rows("id") == [("Rp0", ["–"]), ("Rp5.000.000", ["Rp285.000"])]
    assert shown.rows("en")[1] == ("Rp5,000,000", ["Rp285,000"])


def test_wrong_shapes_are_refused():
    with pytest.raises(ValueError, match="2 values for 1 places"):
        kit.Plot("uji", "J", "K", [0], [kit.PlotLine("A", [1, 2])])
    with pytest.raises(TypeError, match="floats"):
        kit.Plot("uji", "J", "K", [0], [kit.PlotLine("A", [1.5])])


def test_samples_stand_in_the_style_guide_with_key_and_table():
    first = charts.drawn()[0]
    html = render_to_string("kit/plot.html", {"spec": first, "drawing": draw(first, "id"), "rows": first.rows("id")})
    assert html.count("ld-plot-swatch") == 2 and "<th scope" in html and "ld-plot-table" in html
    assert [p.kind for p in charts.drawn()] == ["line", "steps", "bars"]


@pytest.mark.parametrize(
    ("typed", "ppm"), [("3,7", 37_000), ("3.7%", 37_000), ("0,24 %", 2_400), ("-1", -10_000), ("5.7314", 57_314)]
)
def test_percent_is_read_as_people_write_it(typed, ppm):
    assert kit.RateField().clean(typed) == ppm
