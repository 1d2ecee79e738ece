"""A trace as one HTML page that stands alone: no script, no file beside it, readable and printable anywhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from html import escape
from typing import Any

from .engine import published
from .errors import UnknownFormula
from .trace import WORDS
from .units import dims, show_date
from .wording import shown

STYLE = """
body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#1a2b33}
h1{font-size:1.5rem;line-height:1.25;margin:0}h2{font-size:1.1rem;margin:2rem 0 .5rem}
table{border-collapse:collapse;width:100%}
th,td{padding:.3rem .5rem .3rem 0;border-bottom:1px solid #d5dfe3;vertical-align:top}
th{text-align:left;font-weight:normal}td{text-align:right;font-variant-numeric:tabular-nums}
ol{padding-left:1.5rem}li{margin:0 0 1rem}p{margin:.15rem 0}.sum{font-variant-numeric:tabular-nums}
.small{color:#465962;font-size:.9rem}code{overflow-wrap:anywhere}
"""
YES, NO = {"id": "ya", "en": "yes"}, {"id": "tidak", "en": "no"}
HEADS = {
    "id": ("Yang diberikan", "Hasil", "Langkah", "Anggapan", "Sidik hitungan"),
    "en": ("Given", "Result", "Steps", "Assumptions", "Receipt"),
}


def page(data: Mapping[str, Any], lang: str = "id") -> str:
    """A whole document of a worded trace (``schema/trace.v1.json``)."""
    lang = "en" if lang == "en" else "id"
    word, heads, receipt = WORDS[lang], HEADS[lang], data["receipt"]
    title = data["title"][lang]
    results = [_result(data, name, value, lang) for name, value in data["values"].items()]
    assumed = {s["id"]: s for s in data["settings"]} | {s["id"]: s for i in data["steps"] for s in i["settings"]}
    parts = [
        f"<h1>{escape(title)}</h1>",
        _line(f"{word['on']} {show_date(date.fromisoformat(receipt['on']), lang)}"),
        *(_line(f"{word['reform']} {o['title'][lang]}") for o in receipt.get("overlays", [])),
        _table(heads[0], [(i["title"][lang], i["shown"][lang]) for i in data["inputs"]]),
        _table(heads[1], results),
        f"<h2>{heads[2]}</h2><ol>{''.join(_step(s, lang) for s in data['steps'])}</ol>",
    ]
    if assumed:
        told = "".join(
            f"<li>{escape(s['title'][lang])}: <strong>{escape(s['label'][lang])}</strong>."
            f" {escape(s['reasoning'][lang])}</li>"
            for s in assumed.values()
        )
        parts.append(f"<h2>{heads[3]}</h2><ul>{told}</ul>")
    parts.append(f"<h2>{heads[4]}</h2>")
    parts += [_line(f"{k} ", str(receipt[k])) for k in ("formula", "rules", "parameters_used", "known_on")]
    return (
        f'<!doctype html><html lang="{lang}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}</title><style>{STYLE}</style><main>{''.join(parts)}</main></html>\n"
    )


def _result(data: Mapping[str, Any], name: str, value: int, lang: str) -> tuple[str, str]:
    """One output with its value in words: as its step has it, else by its unit."""
    step = next((s for s in data["steps"] if s["id"].rsplit(".", 1)[-1] == name), None)
    if step is not None:
        return step["title"][lang], step["shown"][lang]
    try:
        outputs = published().describe(data["formula"])["outputs"]
    except UnknownFormula:
        outputs = []
    face = next((o for o in outputs if o["name"] == name), None)
    if face is None:
        return name, str(value)
    if face["unit"] == "flag":
        return face["title"][lang], YES[lang] if value else NO[lang]
    return face["title"][lang], shown(value, dims(face["unit"]))[lang]


def _line(text: str, code: str = "") -> str:
    return f'<p class="small">{escape(text)}{f"<code>{escape(code)}</code>" if code else ""}</p>'


def _table(caption: str, rows: Iterable[tuple[str, str]]) -> str:
    cells = "".join(f'<tr><th scope="row">{escape(a)}</th><td>{escape(b)}</td></tr>' for a, b in rows)
    return f"<h2>{escape(caption)}</h2><table>{cells}</table>" if cells else ""


def _step(step: Mapping[str, Any], lang: str) -> str:
    word = WORDS[lang]
    out = [f"<strong>{escape(step['title'][lang])}</strong>", f'<p class="sum">{escape(step["arithmetic"][lang])}</p>']
    out += [_line(f"{word['because']} {b[lang]}") for b in step["because"]]
    out.append(f'<p class="small">{word["law"]} <cite>{escape(step["cite"])}</cite></p>')
    for p in step["parameters"]:
        since = show_date(date.fromisoformat(p["in_force_since"]), lang)
        out.append(
            _line(
                f"{p['title'][lang]} {p['shown'][lang]} — {p['instrument']} {p['article']}, {word['since']} {since}"
                f" ({word[p['confidence']]})"
            )
        )
    if step["rounding"] and step["rounding"]["remainder"]["num"]:
        out.append(_line(f"{word['rounding']} {step['rounding']['words'][lang]}"))
    out += [_line(f"{word['change']} {c[lang]}") for c in step["what_would_change"]]
    return f"<li>{''.join(out)}</li>"
