"""The API itself: routers, errors, and the OpenAPI document as clients need it."""

from typing import Any, ClassVar

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from lindung.interop.api import (
    bank,
    bills,
    first_days,
    hand_ins,
    law,
    law_work,
    letters,
    members,
    orders,
    projects,
    reports,
    statements,
)
from lindung.interop.api.problems import MEDIA, TITLES, ProblemOut, handle

DESCRIPTION = """\
Laporan upah, proyek konstruksi, tagihan, pembayaran, dan rumus hukum untuk program penggajian, bank, dan masyarakat.
Wage reports, construction projects, bills, payments and the law's formulas for payroll programs, banks and the
public.

Tokens: `Authorization: Bearer lnd_…`, issued on the page "Kunci API" to a role at one employer, office or bank.
Money is whole rupiah. Months are `2021-12`, days `2021-12-15`. Errors are `application/problem+json` in both languages.
Lists are pages by key: pass `next` as `after` until it is null.

**Repeating a write.** Where an answer did not arrive, send the same request again. With an `Idempotency-Key` (8 to 80
characters of your choice, one a request) the repetition gets the first answer word for word, marked
`Idempotency-Replayed: true`, and changes nothing, for 90 days; another request under the same key is refused with
`idempotency_key_reused`. An answer of 400 or more is not remembered: correct the request and use the key again. Without
a key the acts themselves do nothing twice: the same report, list, order, payment or project is the one already there.

**Waiting for work.** `POST /reports/file` answers 202 at once with `Location`; ask there until `reading.status` is DONE
or FAILED, every second at first and then about `reading.seconds_left` apart, at most every 30 seconds. What waits for
somebody else (a payment for an order, a bank's answer) is asked for the same way, once a minute. `RateLimit-Remaining`
tells how many requests are left in the minute; after a 429 or 503 wait for `Retry-After` seconds and repeat.
"""

_ERRORS_OF_ALL = (400, 429, 500, 503)
_KEY_PARAMETER = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "8 to 80 characters chosen by the client; the same request under the same key is done once and"
    " answered the same for 90 days.",
    "schema": {"type": "string", "pattern": "^[A-Za-z0-9._:-]{8,80}$"},
}


class Api(NinjaAPI):
    """Ninja with our errors and headers told in the OpenAPI document, which is made once."""

    _made: ClassVar[dict[str | None, OpenAPISchema]] = {}

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        if path_prefix in self._made:
            return self._made[path_prefix]
        schema = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        problem = ProblemOut.model_json_schema(ref_template="#/components/schemas/{model}", mode="serialization")
        components = schema["components"]
        components["schemas"].update(problem.pop("$defs", {}))
        components["schemas"]["ProblemOut"] = problem
        components["securitySchemes"] = {"Bearer": {"type": "http", "scheme": "bearer"}}
        for methods in schema["paths"].values():
            for method, operation in methods.items():
                _complete(method, operation)
        self._made[path_prefix] = schema
        return schema


def _complete(method: str, operation: dict[str, Any]) -> None:
    """Errors, headers and the idempotency key of one operation."""
    responses: dict[Any, Any] = operation["responses"]
    codes = set(_ERRORS_OF_ALL)
    if operation.get("security"):
        operation["security"] = [{"Bearer": []}]
        codes |= {401, 403}
    if method != "get":
        codes |= {409, 413, 415, 422}
        if operation.get("security"):
            operation.setdefault("parameters", []).append(_KEY_PARAMETER)
    codes |= {422}
    if operation.get("security") or any(p["in"] == "path" for p in operation.get("parameters", ())):
        codes |= {404}
    for code in sorted(codes - {int(c) for c in responses}):
        responses[code] = {
            "description": TITLES[code][1],
            "content": {MEDIA: {"schema": {"$ref": "#/components/schemas/ProblemOut"}}},
        }
    for code in list(responses):
        responses[str(code)] = responses.pop(code)


api = Api(
    title="Lindung API",
    version="1",
    description=DESCRIPTION,
    docs_url=None,
    openapi_url="openapi.json",
    urls_namespace="api",
)
for error in (Exception, *api._exception_handlers):
    api.add_exception_handler(error, handle)

api.add_router("/law", law.router, tags=["law"])
api.add_router("/law", law_work.router, tags=["law"])
api.add_router("/letters", letters.router, tags=["letters"])
api.add_router("/reports", reports.router, tags=["reports"])
api.add_router("/hand-ins", hand_ins.router, tags=["reports"])
api.add_router("/first-days", first_days.router, tags=["reports"])
api.add_router("/bills", bills.router, tags=["bills"])
api.add_router("/receipts", bills.receipts_router, tags=["bills"])
api.add_router("/bank", bank.router, tags=["bank"])
api.add_router("/orders", orders.router, tags=["orders"])
api.add_router("/projects", projects.router, tags=["projects"])
api.add_router("/statements", statements.router, tags=["bank"])
api.add_router("/members", members.router, tags=["members"])
