"""The tags and filters of the portals: `{% load lindung %}`.

Figures and dates are written by `lindung.base.format` in the language of the page; components are drawn from the small
objects of `lindung.portals.kit`. Nothing here decides anything.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from django import template
from django.forms import BaseForm, BoundField
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lindung.base import format as fmt
from lindung.portals.kit.blocks import Clock, Entry, Figure, FormError, Moment, Progress, Step, WaterfallRow
from lindung.portals.kit.cells import KIND_CSS, body_cell, shown_cell
from lindung.portals.kit.charts import Chart, Series
from lindung.portals.kit.figures import NONE, bulan, number, rupiah, rupiah_short, tanggal
from lindung.portals.kit.forms import describe_field, summary_of
from lindung.portals.kit.plot import Plot, draw
from lindung.portals.kit.tables import Row, Table
from lindung.portals.kit.trace import read_trace
from lindung.portals.kit.vocabulary import PARTIES, STATUSES, Status
from lindung.portals.language import lang

register = template.Library()
SPRITE = "vendor/tabler-icons-3.51.0/sprite.svg"


# ---- figures and dates


for _filter in (rupiah, rupiah_short, number, tanggal, bulan):
    register.filter(_filter)


@register.inclusion_tag("kit/percent.html")
def percent(numerator: int | None, denominator: int | None, decimals: int = 1, base: Any = "") -> dict[str, Any]:
    """``{% percent covered workforce base=_("pekerja") %}``: a percentage always with its numerator and denominator."""
    known = numerator is not None and denominator is not None
    return {
        "value": fmt.percent(numerator or 0, denominator or 0, decimals, lang()) if known else NONE,
        "numerator": number(numerator),
        "denominator": number(denominator),
        "base": base,
    }


# ---- small signs


@register.simple_tag
def icon(name: str, label: Any = "", css: str = "") -> SafeString:
    """``{% icon "home" %}``: decorative; with a label it is an image with that name for screen readers."""
    if label:
        href = f"{static(SPRITE)}#{name}"
        return format_html(
            '<svg class="icon {}" role="img" aria-label="{}"><use href="{}"></use></svg>', css, label, href
        )
    return _decoration(name, css)


@lru_cache(maxsize=2048)  # a page has thirty of them
def _decoration(name: str, css: str) -> SafeString:
    return format_html(
        '<svg class="icon {}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        css,
        static(SPRITE),
        name,
    )


@register.inclusion_tag("kit/status_badge.html")
def status_badge(code: str, label: Any = "", tone: str = "") -> dict[str, Any]:
    """``{% status_badge claim.status %}``: word and sign of a state; an unknown code is shown as it is."""
    status = STATUSES.get(str(code)) or Status(str(code), "neutral", "circle")
    return {"label": label or status.label, "tone": tone or status.tone, "icon": status.icon, "code": code}


@register.inclusion_tag("kit/whose_move.html")
def whose_move(party: str, reason: Any = "", since: dt.date | None = None) -> dict[str, Any]:
    """``{% whose_move "employer" reason since %}``: whose turn it is, why, since when."""
    return {"party": PARTIES[party], "code": party, "reason": reason, "since": since}


@register.inclusion_tag("kit/clock.html")
def clock(value: Clock) -> dict[str, Any]:
    """``{% clock clock %}``: days left, due today, overdue, standing still, or how it ended."""
    days = abs(value.left or 0)
    # Indonesian has one form; English needs two.
    if value.unit == "working_days":
        span = ngettext("%(days)s hari kerja", "%(days)s hari kerja", days) % {"days": fmt.number(days, lang=lang())}
    else:
        span = ngettext("%(days)s hari", "%(days)s hari", days) % {"days": fmt.number(days, lang=lang())}
    if value.met is not None:
        text = _("Selesai tepat waktu") if value.met else _("Selesai terlambat")
    elif value.stopped:
        text = _("Jam berhenti")
    elif value.left is None:
        text = _("Tanpa batas waktu")
    elif value.left < 0:
        text = _("Terlambat %(span)s") % {"span": span}
    elif value.left == 0:
        text = _("Jatuh tempo hari ini")
    else:
        text = _("%(span)s lagi") % {"span": span}
    sign = {"bad": "clock-exclamation", "warn": "clock-exclamation", "ok": "clock"}.get(value.tone, "clock")
    return {"text": text, "tone": value.tone, "due": value.due, "icon": sign}


# ---- blocks


@register.inclusion_tag("kit/figure.html")
def figure(item: Figure | None = None, **parts: Any) -> dict[str, Any]:
    """``{% figure item %}`` or ``{% figure label=… value=… as_of=… %}``: a figure card (see `kit.Figure`)."""
    shown = item or Figure(**parts)
    return {
        "item": shown,
        "numerator": number(shown.numerator),
        "denominator": number(shown.denominator),
        "has_base": shown.denominator is not None,
    }


@register.inclusion_tag("kit/definitions.html")
def definitions(entries: Sequence[Entry], wide: bool = False) -> dict[str, Any]:
    """``{% definitions entries %}``: terms and values with source and action."""
    return {"entries": entries, "wide": wide}


@register.inclusion_tag("kit/timeline.html")
def timeline(moments: Sequence[Moment]) -> dict[str, Any]:
    """``{% timeline moments %}``: what happened, what is happening, what comes next."""
    icons = {"done": "check", "now": "progress-check", "next": "circle-dashed", "bad": "alert-triangle"}
    rows = [(m, icons[m.state], isinstance(m.when, dt.datetime)) for m in moments]
    return {"rows": rows}


@register.inclusion_tag("kit/stepper.html")
def stepper(steps: Sequence[Step], label: Any = "") -> dict[str, Any]:
    """``{% stepper steps %}``: the stages of a wizard; on a narrow screen "step 2 of 5" and its name."""
    at = next((i for i, s in enumerate(steps, 1) if s.state == "now"), len(steps))
    return {"steps": steps, "at": at, "total": len(steps), "now": steps[at - 1] if steps else None, "label": label}


@register.inclusion_tag("kit/waterfall.html")
def waterfall(rows: Sequence[WaterfallRow], caption: Any, unit: str = "rupiah", note: Any = "") -> dict[str, Any]:
    """``{% waterfall rows caption %}``: from an opening to a closing amount, with bars. Unit: rupiah or count."""
    spans: list[tuple[int, int]] = []
    level = 0
    for row in rows:
        if row.kind == "total":
            spans.append((0, row.amount))
            level = row.amount
        else:
            spans.append((level, level + row.amount))
            level += row.amount
    low = min((min(span) for span in spans), default=0)
    high = max((max(span) for span in spans), default=0)
    width = (high - low) or 1
    write = rupiah if unit == "rupiah" else number
    lines = []
    for row, (start, end) in zip(rows, spans, strict=True):
        left, right = min(start, end), max(start, end)
        amount = write(row.amount)
        lines.append(
            {
                "row": row,
                "amount": f"+{amount}" if row.kind == "change" and row.amount > 0 else amount,
                # Drawing units of a 1,000 wide picture; at least a hair so that small changes stay visible.
                "x": (left - low) * 1000 // width,
                "w": max(4, (right - left) * 1000 // width),
                "css": "total" if row.kind == "total" else "down" if row.amount < 0 else "up",
            }
        )
    return {"lines": lines, "caption": caption, "note": note}


@register.inclusion_tag("kit/progress.html")
def progress(job: Progress) -> dict[str, Any]:
    """``{% progress job %}``: a bar that asks for itself every second while the job runs."""
    return {"job": job, "done": number(job.done), "total": number(job.total)}


@register.simple_tag
def progress_refresh(job: Progress, seconds: int = 3) -> SafeString | str:
    """In ``{% block head %}``: reload the page while the job runs, only for browsers without JavaScript."""
    if not job.live:
        return ""
    return format_html('<noscript><meta http-equiv="refresh" content="{}"></noscript>', seconds)


@register.inclusion_tag("kit/trace.html")
def trace(calculation: Mapping[str, Any] | str, opened: bool = False, title: Any = "") -> dict[str, Any]:
    """``{% trace decision.trace %}``: how a figure came about, step by step, with articles and settings."""
    raw = json.loads(calculation) if isinstance(calculation, str) else calculation
    return {"view": read_trace(raw, lang()), "opened": opened, "title": title}


# ---- forms


@register.inclusion_tag("kit/error_summary.html")
def error_summary(form: BaseForm | None = None, errors: Sequence[FormError] = ()) -> dict[str, Any]:
    """``{% error_summary form %}``: all errors at the top, each leading to its field. Nothing when there are none."""
    return {"errors": [*summary_of(form), *errors]}


@register.inclusion_tag("kit/field.html")
def field(
    bound: BoundField, label: Any = "", hint: Any = "", size: str = "", legend_large: bool = False
) -> dict[str, Any]:
    """``{% field form.wage size="m" %}``: label, hint, error and widget. Sizes: xs, s, m, l."""
    return describe_field(bound, label, hint, size) | {"legend_large": legend_large}


@register.inclusion_tag("kit/fields.html")
def form_fields(form: BaseForm) -> dict[str, Any]:
    """``{% form_fields form %}``: all fields of a form in order, hidden ones included."""
    return {"form": form}


@register.inclusion_tag("kit/dropzone.html")
def dropzone(bound: BoundField, label: Any = "", hint: Any = "") -> dict[str, Any]:
    """``{% dropzone form.file %}``: a place to drop or choose a file; a plain file field without JavaScript."""
    return describe_field(bound, label, hint, "")


@register.inclusion_tag("kit/confirm.html", takes_context=True)
def confirm_box(
    context: template.Context,
    title: Any,
    action: str,
    confirm: Any,
    cancel_href: str,
    text: Any = "",
    entries: Sequence[Entry] = (),
    tone: str = "info",
    hidden: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """``{% confirm_box title action confirm cancel_href %}``: what will happen, once more, before it happens."""
    return {
        "title": title,
        "action": action,
        "confirm": confirm,
        "cancel_href": cancel_href,
        "text": text,
        "entries": entries,
        "tone": tone,
        "hidden": hidden or {},
        "csrf_token": context.get("csrf_token"),
    }


# ---- tables and charts


@register.inclusion_tag("kit/table.html")
def data_table(table: Table, id: str = "tabel") -> dict[str, Any]:
    """``{% data_table table id="tagihan" %}``: sorting by links, pages, an empty state, safe on a narrow screen."""
    shapes = [
        (
            c,
            "ld-num num" if c.numeric else KIND_CSS.get(c.kind, ""),
            format_html(' role="cell" data-label="{}"', c.label) if table.stack else SafeString(""),
        )
        for c in table.columns
    ]
    rows = []
    for raw in table.rows:
        row = raw if isinstance(raw, Row) else Row(raw)
        rows.append({"row": row, "cells": [body_cell(c, row.cells.get(c.key), css, attrs) for c, css, attrs in shapes]})
    heads = []
    for column in table.columns:
        rising, falling = table.sort == column.key, table.sort == f"-{column.key}"
        heads.append(
            {
                "column": column,
                "href": table.sort_href(column) if column.sortable else "",
                "sort": "ascending" if rising else "descending" if falling else "",
                "icon": "chevron-up" if rising else "chevron-down" if falling else "arrows-sort",
            }
        )
    footer = [shown_cell(c, table.footer.get(c.key, "")) for c in table.columns] if table.footer else []
    for part in footer:
        if part["cell"].value == "":
            part["shown"] = ""
    return {"table": table, "rows": rows, "heads": heads, "footer": footer, "id": id}


@register.inclusion_tag("kit/pager.html")
def pager(pager: Any, label: Any = "") -> dict[str, Any]:
    """``{% pager pager %}``: pages of a list that is not a table."""
    return {"pager": pager, "label": label}


@register.inclusion_tag("kit/chart.html")
def chart(id: str, spec: Chart | Mapping[str, Any], height: str = "m") -> dict[str, Any]:
    """``{% chart "iuran" spec %}``: a drawing with its description and, always, the figures as a table."""
    if isinstance(spec, Mapping):
        series = [s if isinstance(s, Series) else Series(**s) for s in spec["series"]]
        spec = Chart(**{**spec, "series": series})
    rows = [
        (label, [spec.shown(series.values[i], lang()) for series in spec.series]) for i, label in enumerate(spec.labels)
    ]
    return {
        "id": id,
        "spec": spec,
        "rows": rows,
        "payload": spec.payload(lang()),
        "json_id": f"{id}-data",
        "height": height,
        "map_url": static(f"maps/{spec.area}.geojson") if spec.kind == "map" else "",
    }


@register.inclusion_tag("kit/plot.html")
def plot(spec: Plot) -> dict[str, Any]:
    """``{% plot spec %}``: a drawing made on the server, with its description and its figures as a table."""
    return {"spec": spec, "drawing": draw(spec, lang()), "rows": spec.rows(lang())}


# ---- frames


@register.simple_tag(takes_context=True)
def at(context: template.Context, name: str, *args: Any) -> str:
    """``{% at "report" report.id %}``: the address of a page of this page's desk (wage reports)."""
    return str(context["desk"].at(name, *args))


@register.simple_tag
def main_menu(menu: Sequence[Any] | None) -> SafeString:
    """``{% main_menu menu as drawn_menu %}``: the menu, drawn once for the wide and the narrow frame."""
    return render_to_string("parts/menu.html", {"menu": menu or ()})


@register.inclusion_tag("kit/toasts.html", takes_context=True)
def toasts(context: template.Context) -> dict[str, Any]:
    """``{% toasts %}``: the messages of the last action, told once."""
    tones = {"success": "ok", "info": "info", "warning": "warn", "error": "bad", "debug": "neutral"}
    icons = {"ok": "circle-check", "info": "info-circle", "warn": "alert-triangle", "bad": "alert-circle"}
    rows = []
    for message in context.get("messages") or ():
        tone = tones.get(getattr(message, "level_tag", ""), "info")
        rows.append({"text": message, "tone": tone, "icon": icons.get(tone, "info-circle")})
    return {"rows": rows}


@register.inclusion_tag("kit/language.html", takes_context=True)
def language_switch(context: template.Context) -> dict[str, Any]:
    """``{% language_switch %}``: Indonesian or English, by a form that works without JavaScript."""
    request = context.get("request")
    return {
        "current": lang(),
        "next": request.get_full_path() if request is not None else "/",
        "csrf_token": context.get("csrf_token"),
    }


@register.simple_block_tag
def notice(content: SafeString, tone: str = "info", title: Any = "") -> SafeString:
    """``{% notice "warn" title %}…{% endnotice %}``: a paragraph that must not be overlooked."""
    signs = {"info": "info-circle", "ok": "circle-check", "warn": "alert-triangle", "bad": "alert-circle"}
    heading = format_html('<p class="ld-notice-title">{}</p>', title) if title else ""
    return format_html(
        '<div class="ld-notice ld-tone-{}">{}<div class="ld-notice-body">{}{}</div></div>',
        tone,
        icon(signs.get(tone, "info-circle")),
        heading,
        content,
    )


@register.simple_block_tag
def panel(content: SafeString, title: Any = "", id: str = "", note: Any = "", flush: bool = False) -> SafeString:
    """``{% panel title %}…{% endpanel %}``: a white card with a heading; `flush` lets a table reach its edges."""
    head = ""
    if title:
        small = format_html('<p class="ld-panel-note">{}</p>', note) if note else ""
        head = format_html('<header class="ld-panel-head"><h2 class="ld-panel-title">{}</h2>{}</header>', title, small)
    css = "ld-panel ld-panel-flush" if flush else "ld-panel"
    if id:
        return format_html(
            '<section class="{}" id="{}">{}<div class="ld-panel-body">{}</div></section>', css, id, head, content
        )
    return format_html('<section class="{}">{}<div class="ld-panel-body">{}</div></section>', css, head, content)
