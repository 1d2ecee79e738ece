"""The acts of coverage, the only writers of its tables; one module a subject."""

from lindung.coverage.refusals import CoverageRefused
from lindung.coverage.services.death import Death, record_death, take_back_death
from lindung.coverage.services.disputes import answer_dispute, close_dispute, dispute
from lindung.coverage.services.exits import (
    REPLY_WORKING_DAYS,
    WORKER_REASONS,
    answer_exit_notice,
    decide_exit_notice,
    settle_exit_notices,
    worker_says_left,
)
from lindung.coverage.services.joining import join, join_many, take_back_join
from lindung.coverage.services.kernel import Outcome
from lindung.coverage.services.leaving import leave, leave_many, take_back_exit, take_back_exits
from lindung.coverage.services.officers import take_back
from lindung.coverage.services.starting import MOVED, move_start

__all__ = [
    "MOVED",
    "REPLY_WORKING_DAYS",
    "WORKER_REASONS",
    "CoverageRefused",
    "Death",
    "Outcome",
    "answer_dispute",
    "answer_exit_notice",
    "close_dispute",
    "decide_exit_notice",
    "dispute",
    "join",
    "join_many",
    "leave",
    "leave_many",
    "move_start",
    "record_death",
    "settle_exit_notices",
    "take_back",
    "take_back_death",
    "take_back_exit",
    "take_back_exits",
    "take_back_join",
    "worker_says_left",
]
