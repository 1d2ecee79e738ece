"""Exact spellings of amounts, shares and dates, and strict reading of typed rupiah."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lindung.base.format import (
    FormatError,
    date_long,
    date_short,
    month_name,
    month_year,
    number,
    parse_rupiah,
    percent,
    rupiah,
    rupiah_short,
)


@pytest.mark.parametrize(
    ("amount", "indonesian", "english"),
    [
        (0, "Rp0", "Rp0"),
        (999, "Rp999", "Rp999"),
        (1234567, "Rp1.234.567", "Rp1,234,567"),
        (-5000, "−Rp5.000", "−Rp5,000"),
        (184_720_007_627, "Rp184.720.007.627", "Rp184,720,007,627"),
    ],
)
def test_rupiah_in_full(amount, indonesian, english):
    assert rupiah(amount) == indonesian
    assert rupiah(amount, "en") == english


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        (999_999, "Rp999.999"),
        (1_000_000, "Rp1 juta"),
        (24_000_000, "Rp24 juta"),
        (42_500_000, "Rp42,5 juta"),
        (184_720_007_627, "Rp184,72 miliar"),
        (999_994_999, "Rp999,99 juta"),
        (999_995_000, "Rp1 miliar"),
        (-1_891_500_000, "−Rp1,89 miliar"),
        (1_005_000_000, "Rp1,01 miliar"),
        (873_800_000_000_000, "Rp873,8 triliun"),
        (1_234_567_000_000_000_000, "Rp1.234.567 triliun"),
    ],
)
def test_rupiah_in_words_of_scale(amount, expected):
    assert rupiah_short(amount) == expected


def test_short_rupiah_english_and_fixed_decimals():
    assert rupiah_short(184_720_007_627, "en") == "Rp184.72 billion"
    assert rupiah_short(24_000_000, trim=False) == "Rp24,00 juta"
    assert rupiah_short(184_720_007_627, decimals=1) == "Rp184,7 miliar"


@pytest.mark.parametrize("wrong", [1.0, True, Decimal(3), "5"])
def test_money_must_be_whole_numbers(wrong):
    with pytest.raises(TypeError):
        rupiah(wrong)
    with pytest.raises(TypeError):
        rupiah_short(wrong)


def test_numbers_round_half_away_from_zero_without_floats():
    assert number(13738) == "13.738"
    assert number(Fraction(25, 2), 1) == "12,5"
    assert number(Fraction(5, 2)) == "3"
    assert number(Fraction(-5, 2)) == "−3"
    assert number(Decimal("1234.565"), 2) == "1.234,57"
    assert number(Decimal("1.50"), 2, trim=True) == "1,5"
    assert number(1234567, lang="en") == "1,234,567"
    assert number(Fraction(-1, 1000)) == "0"
    with pytest.raises(TypeError):
        number(0.1)


def test_percent_of_numerator_and_denominator():
    assert percent(1_200_000, 2_300_000) == "52,2 %"
    assert percent(1_200_000, 2_300_000, lang="en") == "52.2%"
    assert percent(37, 1000) == "3,7 %"
    assert percent(Fraction(12, 10_000), decimals=2) == "0,12 %"
    assert percent(1, 3, 2) == "33,33 %"
    assert percent(5, 0) == "–"
    assert percent(1, 1, trim=False) == "100,0 %"


def test_dates_and_months():
    day = dt.date(2021, 12, 15)
    assert date_long(day) == "15 Desember 2021"
    assert date_long(day, "en") == "15 December 2021"
    assert date_long(day, weekday=True) == "Rabu, 15 Desember 2021"
    assert date_short(dt.date(2021, 8, 2)) == "2 Agu 2021"
    assert month_year(day) == "Desember 2021"
    assert month_name(10) == "Oktober"
    assert month_name(5, "en", short=True) == "May"
    with pytest.raises(ValueError, match="1 to 12"):
        month_name(13)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1234567", 1234567),
        ("1.234.567", 1234567),
        ("Rp1.234.567", 1234567),
        ("rp. 1.234.567,00", 1234567),
        (" Rp\u00a04.290 ", 4290),
        ("IDR 500", 500),
        ("0", 0),
        ("-0", 0),
    ],
)
def test_typed_rupiah_is_read(text, expected):
    assert parse_rupiah(text) == expected


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("Rp", "not_rupiah"),
        ("lima juta", "not_rupiah"),
        ("5jt", "not_rupiah"),
        ("1,5", "not_rupiah"),
        ("1,234,567", "not_rupiah"),
        ("1.234.567,0", "not_rupiah"),
        ("1.234,50", "fraction"),
        ("1.5", "grouping"),
        ("4290.133", "grouping"),
        ("1.234.56", "grouping"),
        ("1..234", "grouping"),
        ("-5.000", "negative"),
        ("−Rp5.000", "negative"),
        ("--5", "not_rupiah"),
        ("-Rp-5", "not_rupiah"),
        ("1e6", "not_rupiah"),
        ("٣٤", "not_rupiah"),
        ("5\u200b000", "not_rupiah"),
    ],
)
def test_unclear_rupiah_is_refused_with_a_sentence_in_both_languages(text, code):
    with pytest.raises(FormatError) as caught:
        parse_rupiah(text)
    assert caught.value.code == code
    for lang in ("id", "en"):
        sentence = caught.value.text(lang)
        assert sentence.endswith(".")
        assert "{" not in sentence
    assert caught.value.text("id") != caught.value.text("en")


@given(st.integers(min_value=-(10**18), max_value=10**18))
def test_what_is_written_in_full_is_read_back_exactly(amount):
    assert parse_rupiah(rupiah(amount), negative=True) == amount


@given(st.text(max_size=30))
def test_reading_never_fails_in_another_way(text):
    try:
        assert isinstance(parse_rupiah(text, negative=True), int)
    except FormatError as error:
        assert error.code in {"empty", "not_rupiah", "grouping", "fraction"}


@given(st.integers(min_value=1, max_value=10**15))
def test_short_form_is_within_half_of_its_last_digit(amount):
    text = rupiah_short(amount)[2:]
    figure, _, word = text.partition(" ")
    size = {"": 1, "juta": 10**6, "miliar": 10**9, "triliun": 10**12}[word]
    shown = Fraction(figure.replace(".", "").replace(",", ".")) * size
    assert abs(shown - amount) <= Fraction(size, 200)
