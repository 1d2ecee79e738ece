"""My work abroad: how I am covered, the JHT I save, and, where I went by myself, the code to pay."""

import uuid
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lindung.access.permissions import Act
from lindung.access.web import actor_of, needs
from lindung.base.errors import Refused
from lindung.portals import kit, pmi
from lindung.portals import orders as shown
from lindung.portals.kit.forms import refuse
from lindung.portals.member.views.common import person_of
from lindung.registry.queries import today
from lindung.segments import queries, services


def placements(person_ids: tuple[int, ...], on: date) -> kit.Table | None:
    """Somebody's contracts of work abroad, the latest first; None where there are none."""
    found = [r for one in person_ids for r in queries.pmi_list(person_id=one, on=on)]
    if not found:
        return None
    found.sort(key=lambda r: (r["registered_on"], r["id"]), reverse=True)
    return pmi.table_of(found, lambda id: reverse("member:pmi", args=[id]), agency=True)


@require_http_methods(["GET", "POST"])
@needs(Act.MEMBER_PAY)
def show(request: HttpRequest, placement_id: int) -> HttpResponse:
    """One contract of mine. JHT is my own choice, whoever sent me; an agency pays for those it sends."""
    person, actor = person_of(request), actor_of(request)
    stand = queries.pmi_standing(placement_id)
    if stand is None or stand.placement.person_id not in (person["id"], *actor.merged):
        raise Http404
    asked = request.POST.get("apa", "")
    savings = pmi.jht_form(request, stand)
    order = None
    if stand.placement.employer_id is None and (parts := pmi.parts_open(stand)):
        order = pmi.OrderForm(
            request.POST if asked == "pesan" else None, initial={"client_key": uuid.uuid4().hex}, prefix="pesan"
        )
        order.fields["parts"].choices = parts  # type: ignore[attr-defined]
    if asked == "jht":
        if pmi.jht_changed(request, stand, savings, actor.user_id):
            return redirect("member:pmi", placement_id=placement_id)
    elif request.method == "POST":
        if order is None:
            raise Http404
        if order.is_valid():
            data = order.cleaned_data
            try:
                made = services.order_pmi(
                    [placement_id], data["parts"], f"portal:{person['id']}:{data['client_key']}",
                    months=data["months"] or 0, by=actor.user_id,
                )  # fmt: skip
            except Refused as refused:
                refuse(order, refused)
            else:
                return redirect("member:pay_order", code=made.code)
    found = [o for o in (queries.order(code) for code in stand.orders) if o]

    def href(code: str) -> str:
        return reverse("member:pay_order", args=[code])

    return render(request, "member/pmi.html", pmi.context(stand) | {
        "as_of": today(), "order_form": order, "jht_form": savings, "agency": stand.placement.employer,
        "waiting": shown.waiting(found, href), "orders": shown.table_of(found, href),
        "crumbs": [kit.Link(_("Bayar iuran"), reverse("member:pay"))],
    }, status=422 if request.method == "POST" else 200)  # fmt: skip
