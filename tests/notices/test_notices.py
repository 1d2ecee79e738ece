"""Messages from one catalogue; letters that look the same everywhere and anyone can verify."""

import hashlib
import json
from datetime import date
from io import BytesIO
from string import Formatter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from lindung.base.db import system
from lindung.notices import letters, queries, services, templates
from lindung.notices.models import Letter, Message
from lindung.notices.templates import NoticeRefused
from lindung.registry import services as registry

DAY = date(2021, 12, 15)
VALUES = {"amount": 1_234_567, "wage": 5_000_000, "before": 4_500_000, "day": "2021-12-15", "due": "2021-12-22",
          "reply_by": "2021-12-22", "was": "2021-12-13", "month": "2021-12-01"}  # fmt: skip


@pytest.mark.parametrize("template", sorted(templates.TEMPLATES))
def test_every_message_reads_in_both_languages(template: str) -> None:
    item = templates.TEMPLATES[template]
    kinds = {name: kind for _, name, kind, _ in Formatter().parse(item.title_id + item.body_id) if name}
    params = {name: VALUES.get(name, {"n": 12, "rp": 700}.get(kinds.get(name), f"<{name}>"))
              for name in templates.places(template)}  # fmt: skip
    texts = [templates.render(template, params, lang) for lang in ("id", "en")]
    assert texts[0] != texts[1]
    for title, body in texts:
        assert "{" not in title + body and body.endswith((".", "?")) and len(title) < 90
        assert "http" not in body  # no link to follow in a message
    if "amount" in params:
        assert "Rp1.234.567" in " ".join(texts[0]) and "Rp1,234,567" in " ".join(texts[1])
    both = [{n for _, n, _, _ in Formatter().parse(t + b) if n} for t, b in
            ((item.title_id, item.body_id), (item.title_en, item.body_en))]  # fmt: skip
    assert both[0] == both[1]


def test_texts_that_differ_by_language_and_missing_days() -> None:
    told = {"number": "X", "reason": {"id": "kartu keluarga", "en": "family card"}}
    assert "kartu keluarga" in templates.render("claim_waiting", told, "id")[1]
    assert "family card" in templates.render("claim_waiting", told, "en")[1]
    assert "–" in templates.render("claim_received", {"programme": "JP", "number": "X", "due": None}, "id")[1]


@pytest.mark.parametrize(
    ("template", "params", "code"),
    [("nope", {}, "template_unknown"), ("claim_paid", {"number": "1"}, "params_missing")],
)
def test_messages_that_cannot_be(template: str, params: dict[str, str], code: str) -> None:
    with pytest.raises(NoticeRefused) as refusal:
        templates.render(template, params)
    assert refusal.value.code == code and refusal.value.text("id") != refusal.value.text("en")


@pytest.fixture
def office(db: None) -> int:
    with system():
        made = registry.register_office(
            code="N1",
            slug="n1",
            name="Kantor Cabang Pasuruan",
            kind="BRANCH",
            address="Jalan Contoh 1",
            valid_from=date(2015, 7, 1),
        )
        registry.appoint(made.id, "BRANCH_MANAGER", "Contoh Lama", "Kepala Kantor Cabang", date(2015, 7, 1))
        registry.appoint(made.id, "BRANCH_MANAGER", "Contoh Baru", "Kepala Kantor Cabang", date(2021, 12, 1))
        return made.id


@pytest.fixture
def person(office: int) -> int:
    with system():
        return registry.register_person(
            nik="3514020302900001", name="Siti Contoh", birth_date=date(1990, 2, 3), sex="L", office_id=office
        ).id


def content(**more: object) -> letters.Content:
    base = {
        "template": "decision",
        "subject": "Keputusan klaim JHT21-0000001: dikabulkan",
        "salutation": "Bapak/Ibu Siti Contoh,",
        "lead": "Klaim Anda kami kabulkan.",
        "recipient": "Siti Contoh",
        "address": ["Dusun Krajan 5"],
        "amount": {"label": "Jumlah", "value": "Rp1.000", "words": "tanpa pajak"},
        "sections": [
            {"title": "Uraian", "blocks": [
                {"type": "text", "items": ["Sebuah kalimat."]},
                {"type": "list", "items": ["satu", "dua"]},
                {"type": "numbered", "items": ["satu"]},
                {"type": "facts", "columns": ["a", "b", "c"], "rows": [["1", "2", "3"]]},
                {"type": "steps", "items": [{"title": "T", "arithmetic": "1 + 1 = 2", "note": ""}]},
                letters.table(["a", "b"], ["left", "right"], [["1", "2"]], ["", "2"], ["auto", 2]),
            ]}
        ],
        "closing": "Terima kasih.",
    }  # fmt: skip
    return {**base, **more}  # type: ignore[return-value, typeddict-item]


@pytest.mark.django_db
def test_a_message_is_told_once(person: int, office: int) -> None:
    arguments = {"office_id": office, "person_id": person, "params": {"number": "JHT21-1"}}
    first = services.notify("claim_rejected", "k", **arguments)
    assert services.notify("claim_rejected", "k", **arguments) == first
    with pytest.raises(NoticeRefused):
        services.notify("claim_rejected", "l", office_id=office, params={"number": "1"})
    with pytest.raises(NoticeRefused):
        services.notify("claim_paid", "m", **arguments)
    with system():
        assert Message.objects.count() == 1 and queries.unread(person_id=person) == 1
        (told,) = queries.messages(person_id=person)
        assert told.tone == "bad" and "JHT21-1" in told.title
        assert services.read_message(told.id) and not services.read_message(told.id)
        assert queries.unread(person_id=person) == 0


@pytest.mark.django_db
def test_a_letter_is_made_once_signed_by_the_holder_of_the_day(person: int, office: int) -> None:
    make = lambda on, **more: services.make_letter(  # noqa: E731
        "decision_award", "decision:1", content(), office_id=office, on=on, person_id=person, **more
    )
    letter = make(date(2021, 11, 30))
    assert (letter.signed_by, letter.number[-6:]) == ("Contoh Lama", "112021")
    assert make(DAY).id == letter.id  # as it was sent
    english = make(DAY, lang="en")
    assert english.id != letter.id and english.signed_by == "Contoh Baru"
    pdf = services.letter_pdf(letter.id)
    with system():
        letter.refresh_from_db()
    assert hashlib.sha256(pdf).hexdigest() == letter.sha256
    assert services.letter_pdf(letter.id) == pdf
    assert letters.render(letter.content["template"], json.loads(json.dumps(letter.content["framed"]))) == pdf
    with system():
        found = queries.letters_of("decision:1")
    assert [f["language"] for f in found] == ["id", "en"]
    with pytest.raises(NoticeRefused):
        services.letter_pdf(10**9)
    with pytest.raises(NoticeRefused) as refusal:
        make(date(2015, 6, 1), lang="xx")
    assert refusal.value.code == "no_signatory"
    with system():
        assert Letter.objects.count() == 2


@pytest.mark.django_db
def test_the_public_may_verify_and_learns_nothing_personal(person: int, office: int) -> None:
    letter = services.make_letter("decision_award", "decision:9", content(), office_id=office, on=DAY, person_id=person)
    found = queries.verify(letter.verify_code)  # as lindung_app without any scope
    assert found and found.number == letter.number
    assert "Siti" not in json.dumps(found.__dict__, default=str)
    forgiving = letter.verify_code.lower().replace("-", "").replace("0", "o").replace("1", "l")
    assert queries.verify(forgiving) == found
    assert queries.verify("") is None and queries.verify("x" * 500) is None


@pytest.mark.django_db
def test_accessible_pdf(office: int) -> None:
    pdf = services.preview(content(), office_id=office, on=DAY)
    reader = PdfReader(BytesIO(pdf))
    catalogue = reader.trailer["/Root"]
    assert catalogue["/MarkInfo"]["/Marked"] and catalogue["/Lang"].startswith("id")
    assert catalogue["/ViewerPreferences"]["/DisplayDocTitle"] and "/StructTreeRoot" in catalogue
    assert b"pdfuaid:part" in catalogue["/Metadata"].get_data()
    assert reader.metadata and reader.metadata.title == "Keputusan klaim JHT21-0000001: dikabulkan"
    text = " ".join(page.extract_text() for page in reader.pages)
    assert "KONSEP" in text and "Pasuruan, 15 Desember 2021" in text
    with system():
        assert Letter.objects.count() == 0
    pages = letters.render_pages("decision", _framed(content()), 40)
    assert pages and all(page.startswith(b"\x89PNG") for page in pages)


def _framed(what: letters.Content) -> dict[str, object]:
    return letters.frame(
        what, number="X", office="Kantor Cabang Uji", address="", place="Uji", day=DAY, signed_by="A", signed_title="B",
        code="C", url="https://contoh/periksa/C", lang="id",
    )  # fmt: skip


@settings(deadline=None, max_examples=60)
@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=60))
def test_no_text_can_break_or_script_a_letter(text: str) -> None:
    nasty = text + ' #panic("x") $ \\ * _ [ ] @label <tag> `raw` https://x'
    pdf = letters.render("decision", _framed(content(lead=nasty, recipient=nasty, address=[nasty])))
    assert pdf.startswith(b"%PDF")


def test_every_character_that_is_kept_can_be_shown() -> None:
    kept = "".join(
        chr(c) for c in range(0x20, 0x2_0000) if not 0xD800 <= c < 0xE000 and letters.displayable(chr(c)) == chr(c)
    )
    assert 300 < len(kept) < 400
    assert letters.render("decision", _framed(content(lead=kept))).startswith(b"%PDF")


def test_unknown_template_and_the_town_of_an_office() -> None:
    with pytest.raises(ValueError, match="no letter template"):
        letters.render("../secret", _framed(content()))
    assert services.place_of("Kantor Cabang Pasuruan") == "Pasuruan"
    assert services.place_of("Kantor Pusat") == "Jakarta"
    assert services.place_of("Kantor Cabang Perintis Kota Batu") == "Kota Batu"
