"""What the field and error-summary components need to know about a Django form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms import BaseForm, BoundField
from django.utils.translation import gettext as _

from lindung.base.errors import Refused
from lindung.portals.kit.blocks import FormError
from lindung.portals.language import lang

_GROUPS = (forms.RadioSelect, forms.CheckboxSelectMultiple)


def kind_of(widget: forms.Widget) -> str:
    """Which drawing a widget needs: group, check, select, file or input."""
    if isinstance(widget, _GROUPS):
        return "group"
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    if isinstance(widget, forms.Select):
        return "select"
    return "file" if isinstance(widget, forms.FileInput) else "input"


def anchor(bound: BoundField) -> str:
    """Id of the element a link to this field leads to: for a group its first choice."""
    if isinstance(bound.field.widget, _GROUPS):
        return f"{bound.auto_id}_0"
    return str(bound.id_for_label or bound.auto_id)


def sentences(bound: BoundField) -> list[str]:
    """Errors of a field as sentences that make sense alone: "Isi “Nama”." instead of "this field is required"."""
    said: list[str] = []
    for error in bound.errors.as_data():
        usual = error.code == "required" and error.message == forms.Field.default_error_messages["required"]
        if not usual:
            said += _whole(bound, error) or [str(message) for message in error.messages]
            continue
        kind, values = kind_of(bound.field.widget), {"label": bound.label}
        if kind in ("group", "select"):
            said.append(_("Pilih satu jawaban."))
        elif kind == "check":
            said.append(_("Beri tanda pada “%(label)s” untuk melanjutkan.") % values)
        elif kind == "file":
            said.append(_("Pilih berkas dulu."))
        else:
            said.append(_("Isi “%(label)s”.") % values)
    return said


def _whole(bound: BoundField, error: forms.ValidationError) -> list[str]:
    """What is wrong with a whole number, in fewer words than usual; nothing about any other field."""
    if type(bound.field) is not forms.IntegerField:
        return []
    if error.code == "invalid":
        return [_("Tulis angka bulat, misalnya 3.")]
    if error.code in ("min_value", "max_value"):
        values = {"limit": (error.params or {})["limit_value"]}
        return [
            (_("Paling sedikit %(limit)s.") if error.code == "min_value" else _("Paling banyak %(limit)s.")) % values
        ]
    return []


def describe_field(bound: BoundField, label: Any = "", hint: Any = "", size: str = "") -> dict[str, Any]:
    """Everything the field template shows: texts, ids, the widget drawn with its classes and aria attributes."""
    widget = bound.field.widget
    kind = kind_of(widget)
    hint = hint or bound.help_text
    base = str(bound.auto_id or bound.html_name)
    described = [f"{base}_hint"] if hint else []
    if bound.errors:
        described.append(f"{base}_error")
    attrs: dict[str, Any] = {}
    if described:
        attrs["aria-describedby"] = " ".join(described)
    if bound.errors:
        attrs["aria-invalid"] = "true"
    if label and widget.attrs.get("placeholder"):
        attrs["placeholder"] = ""  # a label of our own makes the widget's text superfluous
    css = {"select": "form-select", "check": "form-check-input", "group": "form-check-input"}.get(kind, "form-control")
    own = str(widget.attrs.get("class", ""))
    attrs["class"] = " ".join(filter(None, [css, own, "is-invalid" if bound.errors else ""]))
    choices = []
    if kind == "group":
        # The description belongs to the fieldset; single choices carry only their class.
        choices = list(bound.subwidgets)
        for choice in choices:
            choice.data["attrs"]["class"] = css
            choice.data["attrs"].pop("aria-describedby", None)
            choice.data["attrs"].pop("required", None)
    return {
        "bound": bound,
        "errors": sentences(bound),
        "kind": kind,
        "label": label or bound.label,
        "hint": hint,
        "hint_id": f"{base}_hint",
        "error_id": f"{base}_error",
        "described": " ".join(described),
        "optional": not bound.field.required and kind not in ("check",),
        "control": "" if kind == "group" else bound.as_widget(attrs=attrs),
        "choices": choices,
        "prefix": getattr(widget, "input_prefix", ""),
        "suffix": getattr(widget, "input_suffix", ""),
        "size": size,
        "target": anchor(bound),
    }


def summary_of(form: BaseForm | None) -> list[FormError]:
    """Errors of a form in field order, each with the address of its field."""
    if form is None or not form.is_bound or not form.errors:
        return []
    errors = [FormError(text) for text in form.non_field_errors()]
    for bound in form:
        for text in sentences(bound):
            label = str(bound.label)
            named = text if label in text else f"{label}{' ' if label.endswith('?') else ': '}{text}"
            errors.append(FormError(named, f"#{anchor(bound)}"))
    return errors


def said(refused: Refused) -> str:
    """The sentence of a refusal in the page's language."""
    return refused.text(lang())


def refuse(form: forms.Form, refused: Refused, **named: str) -> None:
    """Put a refusal beside its field (`named` gives the form's name of a field), else over the form."""
    field = named.get(refused.field, refused.field)
    form.add_error(field if field in form.fields else None, said(refused))
