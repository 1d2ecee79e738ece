"""What sponsor and branch both do with a list and its months, from a valid form; a refusal is put on the form."""

from lindung.base.errors import Refused
from lindung.interop.sponsor_lists import read_rows
from lindung.portals.kit.forms import refuse
from lindung.portals.sponsoring.forms import EndForm, ListForm, OrderForm, OwnOrderForm
from lindung.reach import services


def take_list(form: ListForm, agreement_id: int, by: int) -> int | None:
    """Take the list of the form; its id, None where it was refused whole."""
    file = form.cleaned_data["file"]
    try:
        good, bad, cells = read_rows(file.read())
        taken = services.list_people(
            agreement_id,
            good,
            name=file.name,
            first_month=form.cleaned_data["first_month"],
            unreadable=bad,
            handed_in=cells,
            by=by,
        )
    except Refused as refused:
        refuse(form, refused)
        return None
    return taken.list_id


def end_person(form: EndForm, agreement_id: int, beneficiary_id: int, by: int) -> bool:
    """Somebody leaves the list, as the form says; whether he does."""
    data = form.cleaned_data
    try:
        services.end_beneficiaries(agreement_id, [beneficiary_id], data["last_month"], data["reason"], by=by)
    except Refused as refused:
        refuse(form, refused)
        return False
    return True


def order(form: OrderForm | OwnOrderForm, agreement_id: int, by: int) -> str | None:
    """Order the months of the form; the code to pay, None where that was refused. Only the branch's form may go beyond
    the budget."""
    data = form.cleaned_data
    try:
        made = services.order_months(
            agreement_id,
            data["first_month"],
            data["months"],
            client_key=f"sponsor:{by}:{data['client_key']}",
            over_budget=data.get("over_budget", False),
            by=by,
        )
    except Refused as refused:
        refuse(form, refused)
        return None
    return made.code
