"""A file of the bank's answers to payments out, in slices; every line is taken, known already, or refused."""

from collections.abc import Mapping, Sequence
from typing import Any

from lindung.batch.engine import SliceResult
from lindung.batch.models import Run, Slice
from lindung.batch.services import check_total
from lindung.claims import services
from lindung.interop.bank_answers import AnswerFile, read_bank_answers
from lindung.interop.intake import IntakeRefused
from lindung.registry import queries as registry

ANSWERS = 2_000
SAID = 200
"""Sentences about lines that are kept with a run."""


def _read(file_id: int) -> AnswerFile:
    file = registry.file(file_id)
    if file is None:
        raise IntakeRefused("no_file")
    return read_bank_answers(bytes(file["content"]))


def cut(run: Run) -> Sequence[tuple[int, int]]:
    """Ranges of answers by their order in the file."""
    file = _read(run.params["file"])
    run.rows_total = len(file.answers)
    return [(i, min(i + ANSWERS, len(file.answers)) - 1) for i in range(0, len(file.answers), ANSWERS)]


def work(run: Run, part: Slice) -> SliceResult:
    """Take one range of answers."""
    answers = [answer for _, answer in _read(run.params["file"]).answers[part.low : part.high + 1]]
    done = services.take_bank_answers(answers, run.made_by or 0)
    return SliceResult(
        len(answers),
        {
            "taken": done.taken,
            "repeated": done.repeated,
            "refused": len(done.refused),
            "paid": done.paid,
            "paid_amount": done.paid_amount,
            "failed": done.failed,
        },
    )


def finish(run: Run) -> Mapping[str, Any]:
    """Lines in = answers taken, repeated and refused, and bad lines; why a line was not taken stands with them."""
    file, told = _read(run.params["file"]), run.totals
    done = told.get("taken", 0) + told.get("repeated", 0) + told.get("refused", 0)
    check_total("answers", len(file.answers), done)
    said: list[dict[str, Any]] = [
        {"line": bad.line_no, "value": bad.text, "id": bad.id, "en": bad.en} for bad in file.bad[:SAID]
    ]
    if told.get("refused"):  # asked again: what was taken is known by now, what is refused says why again
        where = {answer: line for line, answer in file.answers}
        again = services.take_bank_answers([answer for _, answer in file.answers], run.made_by or 0)
        said += [
            {"line": where[answer], "value": answer.reference, "id": id_, "en": en}
            for answer, id_, en in again.refused[: SAID - len(said)]
        ]
    found: dict[str, Any] = {"bad_lines": len(file.bad), "lines": file.lines_in}
    return found | ({"refused_lines": sorted(said, key=lambda r: r["line"])} if said else {})
