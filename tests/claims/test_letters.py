"""Letters of decisions: what they say, that they are accessible PDFs, the same bytes for the same content."""

import os
from datetime import date
from io import BytesIO

import pytest
from claims_world import HEAD, OFFICER, World, at
from pypdf import PdfReader

from lindung.claims import services as claims
from lindung.interop import outbox
from lindung.ledger.chart import Acc
from lindung.ledger.services import Member, post
from lindung.notices import queries
from lindung.notices import services as notices

DAY = date(2021, 12, 15)
PAPERS = frozenset({"CARD", "ID", "FAMILY_CARD", "REFERENCE_LETTER"})
DEATH_PAPERS = frozenset({"CARD", "DEATH_CERTIFICATE", "HEIR_CERTIFICATE", "HEIR_ID", "FAMILY_CARD", "BANK_BOOK"})


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def show(letter: object, name: str) -> None:
    """Pages as pictures for a look (LINDUNG_LETTERS=folder)."""
    if folder := os.environ.get("LINDUNG_LETTERS"):
        for n, page in enumerate(notices.letter_pages(letter.id, 80)):
            with open(f"{folder}/{name}-{n}.png", "wb") as file:
                file.write(page)


def award(world: World, **more: object) -> claims.Approved:
    person = world.leaver(amount=63_420_000, address="Dusun Krajan 5", district_id="35.14", **more)
    receipt = claims.submit_jht(claims.NewClaim(person, "RESIGNED", shown=PAPERS, at=at(DAY)))
    return claims.approve(claims.propose(receipt.claim_id, OFFICER, at=at(DAY)).decision_id, HEAD, at=at(DAY, 11))


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        (
            "id",
            [
                "dikabulkan",
                "Rp62.749.000",
                "Rp671.000",
                "PP 68/2009",
                "14 Januari 2022",
                "Yth.",
                "Kantor Cabang Pasuruan",
            ],
        ),
        ("en", ["awarded", "Rp62,749,000", "Rp671,000", "PP 68/2009", "14 January 2022", "Siti Contoh"]),
    ],
)
def test_award_letter(world: World, lang: str, words: list[str]) -> None:
    letter = outbox.decision_letter(award(world).decision_id, lang)
    pdf = notices.letter_pdf(letter.id)
    show(letter, f"award-{lang}")
    text = text_of(pdf)
    for word in words:
        assert word in text, word
    assert pdf == notices.letter_pdf(letter.id)
    assert b"pdfuaid" in pdf or "pdfuaid" in str(PdfReader(BytesIO(pdf)).xmp_metadata and pdf)


def test_verification_shows_nothing_personal(world: World) -> None:
    letter = outbox.decision_letter(award(world).decision_id)
    notices.letter_pdf(letter.id)
    found = queries.verify(letter.verify_code.lower().replace("-", " "))
    assert found and found.number == letter.number and len(found.sha256) == 64
    assert "Siti" not in str(found) and "63" not in found.kind
    assert queries.verify("AAAAA-AAAAA-AAAAA-AAAAA") is None and queries.verify("?") is None


def test_return_and_rejection_letters(world: World) -> None:
    person = world.leaver()
    receipt = claims.submit_jht(claims.NewClaim(person, "RESIGNED", at=at(DAY)))
    back = claims.propose(receipt.claim_id, OFFICER, kind="RETURN", reasons=["PAPER_MISSING"], note="Kartu keluarga")
    letter = outbox.decision_letter(claims.approve(back.decision_id, HEAD).decision_id)
    text = text_of(notices.letter_pdf(letter.id))
    show(letter, "return")
    assert "Tidak ada yang hilang" in text and "Kartu keluarga" in text and "PP 46/2015 Pasal 31" in text

    young = world.leaver("Budi Contoh", stop=date(2021, 12, 1))
    claim = claims.submit_jht(claims.NewClaim(young, "RESIGNED", shown=PAPERS, insist=True, at=at(DAY)))
    no = claims.propose(claim.claim_id, OFFICER, at=at(DAY))
    assert no.kind == "REJECT"
    letter = outbox.decision_letter(claims.approve(no.decision_id, HEAD, at=at(DAY)).decision_id)
    text = text_of(notices.letter_pdf(letter.id))
    show(letter, "reject")
    assert "1 Januari 2022" in text and "keberatan" in text.lower() and "Masa tunggu" in text


def test_death_letter_names_each_heir(world: World) -> None:
    person = world.person("Almarhum Contoh")
    world.spell(person, date(2020, 1, 1))
    kin = [claims.Kin("SPOUSE", "Istri Contoh"), claims.Kin("CHILD", "Anak Satu"), claims.Kin("CHILD", "Anak Dua")]
    report = claims.report_death(
        "Istri Contoh", "SPOUSE", person, date(2021, 12, 1), relatives=kin, shown=DEATH_PAPERS, at=at(DAY)
    )
    made = claims.propose(report.claims[0].claim_id, OFFICER, at=at(DAY))
    letter = outbox.decision_letter(claims.approve(made.decision_id, HEAD, at=at(DAY)).decision_id)
    text = text_of(notices.letter_pdf(letter.id))
    show(letter, "death")
    for word in ("berduka", "Anak Satu", "Anak Dua", "Rp42.000.000", "PP 44/2015"):
        assert word in text, word


def test_statement(world: World) -> None:
    person = world.leaver()
    world.money(person, 285_000, date(2021, 11, 1), date(2021, 12, 10))
    letter = outbox.statement_letter(person, 2021)
    text = text_of(notices.letter_pdf(letter.id))
    show(letter, "statement")
    assert "Rp3.705.000" in text and "Iuran November 2021" in text


@pytest.mark.parametrize(("credited", "words"), [(False, "none is set yet"), (True, "credited up to November 2021")])
def test_a_pension_statement_says_what_its_returns_are(world: World, credited: bool, words: str) -> None:
    person = world.person("Peserta Contoh")
    for kind, amount in (("CONTRIBUTION", 700_000), ("RETURN", 3_000))[: 1 + credited]:
        post(
            "TEST", f"jp:{kind}", date(2021, 12, 1), world.office, {Acc.JP_OPENING: amount, Acc.JP_MEMBERS: -amount},
            [Member(person, Acc.JP_MEMBERS, kind, date(2021, 11, 1), amount)],
        )  # fmt: skip
    assert words in str(outbox.statement_letter(person, 2021, "en", programme="JP").content)
    assert words not in str(outbox.statement_letter(person, 2021, "en").content)
