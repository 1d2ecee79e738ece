"""Choices of the institution in collection that no regulation fixes; statutory figures are in `lindung.law`."""

OPEN_AFTER_DAYS = 7
"""Days after the earliest unpaid due date before a case opens: money under way has arrived by then."""

REPLY_DAYS = {"SP1": 14, "SP2": 14, "SP3": 14, "PHONE": 3, "VISIT": 7, "INSPECTION": 14, "SKK": 30, "KPKNL": 90,
              "DEMAND": 14}  # fmt: skip
"""Calendar days an employer has after a step before the next one is due."""

PROMISE_MOST_DAYS = 30
"""The latest day an employer may promise to pay on; beyond that it is an instalment plan."""

PLAN_MOST_MONTHS = 24
"""The longest instalment plan."""

PLAN_GRACE_DAYS = 7
"""Days after an instalment's due date before the plan counts as breached."""

DROP_PERCENT = 30
"""A fall of the wage bill or of the workers of this much in a month is looked at."""

MEDIAN_PERCENT = 60
"""A mean wage under this share of the median of the same trade and district is looked at."""

SAME_WAGE_WORKERS = 10
"""So many workers with one and the same wage, and nobody with another one, are looked at."""
