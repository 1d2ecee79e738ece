"""The style guide in a real browser, under the strict content policy of the settings: axe finds nothing, nothing is
wider than a 360 px window, nothing is blocked, and the keyboard reaches what it must."""

import mimetypes
import threading
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from click.testing import CliRunner
from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils import translation

from lindung.devtools import messages, screens
from lindung.portals import styleguide

pytestmark = [
    pytest.mark.browser,
    pytest.mark.urls("portals_kit_urls"),
    pytest.mark.skipif(not Path(screens.chromium_path()).exists(), reason="no Chromium: set CHROMIUM"),
]


class Quiet(WSGIRequestHandler):
    def log_message(self, *_args):
        pass


def policy():
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    return "; ".join(f"{name} {' '.join(values)}" for name, values in directives.items())


def application(environ, respond):
    """Static files and the style guide, in the language the browser asks for; no database."""
    path = environ["PATH_INFO"]
    found = finders.find(path.removeprefix("/static/")) if path.startswith("/static/") else None
    if found:
        kind = "font/woff2" if found.endswith(".woff2") else mimetypes.guess_type(found)[0] or "application/json"
        respond("200 OK", [("Content-Type", kind)])
        return [Path(found).read_bytes()]
    if path == "/buruk/":
        respond("200 OK", [("Content-Type", "text/html"), ("Content-Security-Policy", policy())])
        return [b'<title>x</title><p style="color:red">x</p><img src="/static/maps/x" width="2000" height="9">']
    if path != "/gaya/":
        respond("204 No Content", [])
        return []
    lang = "en" if environ.get("HTTP_ACCEPT_LANGUAGE", "").startswith("en") else "id"
    with translation.override(lang):
        html = render_to_string("portals/styleguide.html", styleguide.context(QueryDict(environ["QUERY_STRING"])))
    respond("200 OK", [("Content-Type", "text/html; charset=utf-8"), ("Content-Security-Policy", policy())])
    return [html.encode()]


@pytest.fixture(scope="module")
def address():
    messages.compile_all()
    with make_server("127.0.0.1", 0, application, WSGIServer, Quiet) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/gaya/"
        server.shutdown()
        thread.join(5)


@pytest.mark.parametrize("lang", ["id", "en"])
def test_style_guide_is_accessible_and_fits(address, tmp_path, lang):
    shots = screens.shoot([address, f"{address}?kosong=1"], tmp_path, cookies={}, check=True, lang=lang)
    assert [s.width for s in shots] == [360, 360, 1280, 1280]
    for shot in shots:
        assert shot.violations == []
        assert shot.console == []
        assert shot.overflow == 0
        assert shot.path.stat().st_size > 20_000


def test_without_scripts_figures_and_forms_are_all_there(address, tmp_path):
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = screens.launch(playwright)
        page = browser.new_context(java_script_enabled=False, locale="id-ID").new_page()
        page.goto(address)
        tables = page.locator(".ld-chart-table")
        assert tables.count() == 5
        assert all(tables.nth(n).locator("table").is_visible() for n in range(5))
        assert page.locator("[data-chart]").first.is_hidden()
        assert page.locator("input[type=file]").is_visible()
        assert page.locator("[data-dismiss]").count() == 0
        browser.close()


def test_keyboard_and_script_comforts(address):
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = screens.launch(playwright)
        page = browser.new_context(locale="id-ID", viewport={"width": 360, "height": 800}).new_page()
        page.goto(address, wait_until="networkidle")
        assert page.evaluate("document.activeElement.className") == "ld-errors", "errors are read out first"
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert page.evaluate("location.hash") == "#id_name"
        page.goto(f"{address}?kosong=1", wait_until="networkidle")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "ld-skip"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "isi"
        menu = page.locator(".ld-bar-small summary")
        menu.press("Enter")
        assert page.locator(".ld-bar-small .ld-menu").is_visible()
        page.keyboard.press("Escape")
        assert page.locator(".ld-bar-small .ld-menu").is_hidden()
        page.set_input_files("#id_file", {"name": "upah.csv", "mimeType": "text/csv", "buffer": b"nik;upah"})
        assert page.locator("[data-drop-name]").inner_text() == "upah.csv"
        browser.close()


REDRAW = """() => {
  const box = document.querySelector('[data-chart][data-map]'), told = document.getElementById(box.dataset.chart);
  const spec = JSON.parse(told.textContent);
  spec.series[0].values = spec.series[0].values.map(() => 7);
  spec.codes = spec.codes.slice(0, 2); spec.labels = spec.labels.slice(0, 2);
  told.textContent = JSON.stringify(spec);
  echarts.dispose(box); delete box.dataset.drawn; document.dispatchEvent(new CustomEvent('htmx:load'));
}"""
DRAWN = "() => document.querySelector('[data-chart][data-map]').dataset.drawn === 'done'"
SHOWN = """() => {
  const chart = echarts.getInstanceByDom(document.querySelector('[data-chart][data-map]')), o = chart.getOption();
  return [o.visualMap[0].min, o.visualMap[0].max, o.series[0].boundingCoords !== null];
}"""


def test_a_map_of_equal_values_colours_only_its_own_districts(address):
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = screens.launch(playwright)
        page = browser.new_context(locale="id-ID").new_page()
        page.goto(address, wait_until="networkidle")
        page.wait_for_function(DRAWN)
        assert page.evaluate(SHOWN)[2] is False  # most of the province: drawn whole
        page.evaluate(REDRAW)
        page.wait_for_function(DRAWN)
        assert page.evaluate(SHOWN) == [0, 7, True]
        browser.close()


def test_command_tells_what_is_wrong_with_a_page(address, tmp_path):
    bad = address.replace("/gaya/", "/buruk/")
    result = CliRunner().invoke(screens.main, [bad, str(tmp_path), "--axe"])
    assert result.exit_code == 1
    assert "html-has-lang" in result.output
    assert "Content Security Policy" in result.output
    assert "px wider than the window" in result.output
    assert sorted(p.name for p in tmp_path.iterdir()) == ["buruk-1280.png", "buruk-360.png"]
