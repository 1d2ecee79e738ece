"""Form fields that read what people in Indonesia type: rupiah, percent and dates."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lindung.base.dates import month_of
from lindung.base.format import FormatError, parse_rupiah, percent, rupiah


class RupiahInput(forms.TextInput):
    """Text input with "Rp" in front; shows the amount with dots for thousands."""

    input_prefix = "Rp"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "numeric", "autocomplete": "off", **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        """Integers with thousands marks; what the person typed stays as typed."""
        return rupiah(value).replace("Rp", "") if isinstance(value, int) else value


class RupiahField(forms.Field):
    """Whole rupiah (int). Strict: an unclear amount is refused with a sentence that says how to write it."""

    widget = RupiahInput

    def __init__(
        self, *, negative: bool = False, minimum: int | None = None, maximum: int | None = None, **kwargs: Any
    ) -> None:
        self.negative = negative
        self.minimum, self.maximum = minimum, maximum
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> int | None:
        """The typed text as rupiah; None when left empty."""
        if value in self.empty_values:
            return None
        try:
            return value if isinstance(value, int) else parse_rupiah(str(value), negative=self.negative)
        except FormatError as error:
            raise forms.ValidationError(error.text(get_language() or "id"), code=error.code) from error

    def validate(self, value: Any) -> None:
        """Required and not below the minimum."""
        super().validate(value)
        if value is not None and self.minimum is not None and value < self.minimum:
            raise forms.ValidationError(
                _("Jumlah paling sedikit %(least)s."), code="minimum", params={"least": rupiah(self.minimum)}
            )
        if value is not None and self.maximum is not None and value > self.maximum:
            raise forms.ValidationError(
                _("Jumlah paling banyak %(most)s."), code="maximum", params={"most": rupiah(self.maximum)}
            )

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare amounts, not spellings."""
        try:
            return bool(self.to_python(data) != self.to_python(initial))
        except forms.ValidationError:
            return True


_RATE = re.compile(r"(?P<sign>[-\u2212]?)(?P<whole>\d{1,6})(?:[.,](?P<rest>\d{1,4}))?\s*%?")


class RateInput(forms.TextInput):
    """Text input with "%" behind; shows parts per million as percent."""

    input_suffix = "%"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "decimal", "autocomplete": "off", **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        """Percent without its sign; what the person typed stays as typed."""
        if not isinstance(value, int):
            return None if value is None else str(value)
        return percent(value, 1_000_000, 4, get_language() or "id").replace("%", "").strip()


class RateField(forms.Field):
    """A share as people write it, 3,7 or 3.7 or 3,7%, as parts per million (int). Up to four decimals."""

    widget = RateInput

    def __init__(self, *, minimum: int | None = None, maximum: int | None = None, **kwargs: Any) -> None:
        self.minimum, self.maximum = minimum, maximum
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> int | None:
        """The typed text in parts per million; None when left empty."""
        if value in self.empty_values:
            return None
        if isinstance(value, int):
            return value
        match = _RATE.fullmatch(str(value).strip())
        if match is None:
            raise forms.ValidationError(_("Tulis persen dengan angka, misalnya 5,73."), code="rate")
        found = int(match["whole"]) * 10_000 + int((match["rest"] or "").ljust(4, "0"))
        return -found if match["sign"] else found

    def validate(self, value: Any) -> None:
        """Required and between the limits."""
        super().validate(value)
        if value is None:
            return
        for limit, wrong, text in (
            (self.minimum, self.minimum is not None and value < self.minimum, _("Paling sedikit %(limit)s.")),
            (self.maximum, self.maximum is not None and value > self.maximum, _("Paling banyak %(limit)s.")),
        ):
            if limit is not None and wrong:
                lang = get_language() or "id"
                raise forms.ValidationError(text, code="limit", params={"limit": percent(limit, 1_000_000, 4, lang)})


_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_DAY_FIRST = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})")


class DateInput(forms.DateInput):
    """The browser's own date picker; without one, a text field that takes 31-12-2021."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"placeholder": "31-12-2021", **(attrs or {})}, format="%Y-%m-%d")

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """A date picker cannot show a mistyped date: then the field is plain text, so that what was typed stays."""
        context = super().get_context(name, value, attrs)
        shown = context["widget"]["value"]
        if shown and not _ISO.fullmatch(str(shown)):
            context["widget"]["type"] = "text"
        return context


class DateField(forms.Field):
    """A calendar date, day first: 31-12-2021, 31/12/2021 or 2021-12-31."""

    widget = DateInput

    def to_python(self, value: Any) -> dt.date | None:
        """The typed text as a date; None when left empty."""
        if value in self.empty_values:
            return None
        if isinstance(value, dt.date):
            return value
        text = str(value).strip()
        try:
            if match := _DAY_FIRST.fullmatch(text):
                day, month, year = map(int, match.groups())
                return dt.date(year, month, day)
            return dt.date.fromisoformat(text)
        except ValueError as error:
            raise forms.ValidationError(
                _("Tulis tanggal dengan hari dulu, misalnya 31-12-2021."), code="date"
            ) from error


class MonthField(DateField):
    """A month, given by any of its days."""

    def clean(self, value: Any) -> Any:
        """The first day of the month."""
        found = super().clean(value)
        return month_of(found) if found else found
