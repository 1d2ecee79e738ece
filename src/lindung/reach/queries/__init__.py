"""What others may ask about sponsors and their people; readers under row-level security."""

from lindung.reach.queries.people import (
    covered,
    covered_by_district,
    ending,
    ending_ids,
    flow,
    list_taken,
    listed_names,
    lists_taken,
    on_list,
    people,
    person_covers,
    refused_rows,
)
from lindung.reach.queries.proposals import proposal, proposals
from lindung.reach.queries.registers import (
    agreement,
    agreement_orders,
    agreements,
    alarms,
    budget,
    duties,
    sponsor,
    sponsors,
)
from lindung.reach.queries.runway import Month, Runway, runway, runways

__all__ = [
    "Month",
    "Runway",
    "agreement",
    "agreement_orders",
    "agreements",
    "alarms",
    "budget",
    "covered",
    "covered_by_district",
    "duties",
    "ending",
    "ending_ids",
    "flow",
    "list_taken",
    "listed_names",
    "lists_taken",
    "on_list",
    "people",
    "person_covers",
    "proposal",
    "proposals",
    "refused_rows",
    "runway",
    "runways",
    "sponsor",
    "sponsors",
]
