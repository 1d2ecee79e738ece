"""How a refusal spells its values."""

import ast
from datetime import date
from pathlib import Path

import pytest

import lindung
from lindung.base.errors import Refused


class Example(Refused):
    MESSAGES = {"told": ("Yaitu {what}.", "That is {what}.")}


@pytest.mark.parametrize(
    ("what", "indonesian", "english"),
    [
        (date(2021, 12, 15), "15 Desember 2021", "15 December 2021"),
        ("2021-05-01", "1 Mei 2021", "1 May 2021"),
        ("2021-05", "Mei 2021", "May 2021"),
        ("2021-13", "2021-13", "2021-13"),
        ("2021-02-30", "2021-02-30", "2021-02-30"),
        ("0000-01", "0000-01", "0000-01"),
        ("２０２１-05", "２０２１-05", "２０２１-05"),
        ("2021-05 ", "2021-05 ", "2021-05 "),
        ({"id": "sekarang", "en": "now"}, "sekarang", "now"),
        (12, "12", "12"),
    ],
)
def test_days_and_months_stand_in_words_of_the_sentences_language(what, indonesian, english):
    told = Example("told", what=what)
    assert (told.text("id"), told.text("en")) == (f"Yaitu {indonesian}.", f"That is {english}.")


def test_the_answer_of_the_api_keeps_days_as_they_are_exchanged():
    told = Example("told", what=date(2021, 12, 15)).as_dict()
    assert told["params"] == {"what": "2021-12-15"} and told["id"] == "Yaitu 15 Desember 2021."


def test_a_code_without_a_sentence_is_a_mistake_of_ours():
    with pytest.raises(KeyError, match="no message 'else'"):
        Example("else")


def test_no_refusal_is_given_a_day_in_digits() -> None:
    """Days and months go into a refusal as such: it spells them in the words of its language."""
    wrong = []
    for path in sorted(Path(lindung.__file__).parent.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if "%d-%m" not in text and "%m-%Y" not in text:
            continue
        for call in ast.walk(ast.parse(text)):
            if isinstance(call, ast.Call) and ast.unparse(call.func).endswith("Refused"):
                wrong += [f"{path.name}:{call.lineno}" for part in ("%d-%m", "%m-%Y") if part in ast.unparse(call)]
    assert wrong == []
