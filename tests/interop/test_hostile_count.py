"""How many hostile files and messages the suite holds, counted from the parametrisations themselves."""

from collections.abc import Callable
from typing import Any

from . import (
    test_api_projects,
    test_bank_answers,
    test_bank_statements,
    test_hostile,
    test_hostile_bodies,
    test_matchings,
    test_people_lists,
    test_snap,
    test_statement_kinds,
)


def cases(test: Callable[..., Any]) -> int:
    """Cases of a test: the product of its parametrisations."""
    total = 1
    marks = [mark for mark in getattr(test, "pytestmark", []) if mark.name == "parametrize"]
    assert marks, test
    for mark in marks:
        total *= len(list(mark.args[1]))
    return total


KINDS: dict[str, tuple[Callable[..., Any], ...]] = {
    "wage files, refused whole or by cells": (test_hostile.test_hostile_file,),
    "columns of an employer's own": (test_matchings.test_a_matching_that_reads_nothing_is_refused_in_words,),
    "bank statements, whole": (
        test_statement_kinds.test_a_file_that_cannot_be_read_says_why, test_bank_statements.test_whole_file_refused,
    ),
    "bank statements, lines": (test_statement_kinds.test_a_line_that_cannot_be_taken_says_why_and_costs_only_itself,),
    "answers of the bank, whole": (test_bank_answers.test_what_is_no_file_of_answers_is_refused,),
    "answers of the bank, lines": (test_bank_answers.test_a_hostile_line_is_told_and_costs_only_itself,),
    "messages of the payment standard": (
        test_snap.test_a_value_out_of_shape_is_named, test_snap.test_a_body_that_is_no_json_object,
    ),
    "lists of project workers": (
        test_people_lists.test_a_cell_of_a_project_list_is_refused_alone,
        test_people_lists.test_a_row_without_headings_must_have_its_cells,
        test_people_lists.test_a_project_list_refused_as_a_whole,
    ),
    "lists of migrant workers": (test_people_lists.test_a_cell_of_a_list_of_migrant_workers_is_refused,),
    "API bodies": (
        test_hostile_bodies.test_a_wrong_body_is_told_and_leaves_nothing,
        test_hostile_bodies.test_bytes_that_are_no_request_are_told,
        test_api_projects.test_a_wrong_body_is_told_and_leaves_nothing,
    ),
}  # fmt: skip
"""Distinct inputs only: the same broken file pushed through a second reader is in `AGAIN`."""

AGAIN = (
    test_bank_statements.test_hostile_files_are_no_statements,
    test_people_lists.test_a_broken_file_is_refused_by_both_lists,
)


def test_there_are_enough_hostile_inputs_of_every_kind(capsys) -> None:  # type: ignore[no-untyped-def]
    counted = {kind: sum(cases(test) for test in tests) for kind, tests in KINDS.items()}
    again = sum(cases(test) for test in AGAIN)
    with capsys.disabled():
        print()
        for kind, number in counted.items():
            print(f"{number:5}  {kind}")
        print(f"{sum(counted.values()):5}  hostile inputs, each with its answer; {again} of them again at other doors")
    assert all(number >= 8 for number in counted.values()), counted
    assert sum(counted.values()) >= 150
