"""Command line, API, files and error codes."""

import importlib
from collections.abc import Iterator, Mapping
from typing import Any

import click

from lindung.devtools.docs.write import cell, code, doc, table


def _commands(name: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    yield name, command
    if isinstance(command, click.Group):
        for child in sorted(command.commands):
            yield from _commands(f"{name} {child}", command.commands[child])


def cli() -> str:
    """The command `lindung`."""
    from lindung.cli import ENTRIES

    out = [
        "# Command line\n\n"
        "`lindung COMMAND`, or `./dev lindung COMMAND` against the demo's database. `law` needs neither a database nor"
        " the extra `server`. See [working on Lindung](../development.md) for `./dev` itself.\n\n",
        table(("command", "does"), ((f"[`{n}`](#lindung-{n})", e.help) for n, e in ENTRIES.items())),
    ]
    for name, entry in ENTRIES.items():
        module, _, attribute = entry.target.partition(":")
        found = getattr(importlib.import_module(module), attribute)
        command = found if isinstance(found, click.Command) else click.Command(name, callback=found, help=entry.help)
        for path, one in _commands(f"lindung {name}", command):
            out.append(
                f"\n{'##' if path.count(' ') == 1 else '###'} {path}\n\n{cell(one.help or one.short_help or '')}\n"
            )
            if path == "lindung law calc":
                out.append(
                    "```sh\nlindung law calc pu.contribution --on 2021-11-01 --explain --lang en --input \\\n"
                    '  \'{"wage":5000000,"risk_group":1,"jht":1,"jp":1,"jkp":1,"covid_relief":0,\'\\\n'
                    "'\"labour_intensive\":0}'\n```\n"
                )
            context = click.Context(one, info_name=path)
            rows = []
            for parameter in one.get_params(context):
                if isinstance(parameter, click.Option) and "--help" in parameter.opts:
                    continue
                shown = (
                    ", ".join(parameter.opts) if isinstance(parameter, click.Option) else parameter.human_readable_name
                )
                flag = getattr(parameter, "is_flag", False)
                values = "flag" if flag else parameter.make_metavar(context).strip("[]").replace("|", " or ")
                default = getattr(parameter, "default", None)
                rows.append(
                    (
                        code(shown),
                        values,
                        "yes" if parameter.required else "",
                        default if isinstance(default, str | int | float) and not isinstance(default, bool) else "",
                        getattr(parameter, "help", "") or "",
                    )
                )
            if rows:
                out.append(table(("argument or option", "value", "needed", "default", "meaning"), rows))
    return "\n".join(out)


def _kind(schema: Mapping[str, Any]) -> str:
    """A JSON schema in a few words."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[-1]
        return f"{name}"
    if "anyOf" in schema or "oneOf" in schema:
        return " or ".join(_kind(s) for s in schema.get("anyOf") or schema["oneOf"])
    if "allOf" in schema:
        return " and ".join(_kind(s) for s in schema["allOf"])
    if "enum" in schema:
        return "one of " + ", ".join(map(str, schema["enum"]))
    if "const" in schema:
        return str(schema["const"])
    if schema.get("type") == "array":
        return f"list of {_kind(schema.get('items', {}))}"
    kind = str(schema.get("type", "any"))
    limits = [
        f"{k} {schema[k]}" for k in ("format", "pattern", "minimum", "maximum", "minLength", "maxLength") if k in schema
    ]
    return f"{kind} ({', '.join(limits)})" if limits else kind


def _schema_table(schema: Mapping[str, Any]) -> str:
    needed = set(schema.get("required", ()))
    return table(
        ("field", "type", "needed", "meaning"),
        (
            (code(n), _kind(s), "yes" if n in needed else "", s.get("description", ""))
            for n, s in schema.get("properties", {}).items()
        ),
    )


def api() -> str:
    """The API from its OpenAPI document."""
    from lindung.interop.api.app import api as ninja
    from lindung.interop.api.door import LIMITS

    document = ninja.get_openapi_schema(path_prefix="/api/v1/")
    limits = ", ".join(f"{n} per minute for `{kind}`" for kind, n in LIMITS.items())
    out = [
        "# HTTP API\n\n"
        "Made from the OpenAPI document that a running server gives at `/api/v1/openapi.json`"
        " (for people: `/api/v1/docs`).\n\n"
        "- Token: `Authorization: Bearer …`, issued to one role at one employer, office or bank"
        " (employers: page *Kunci API*)."
        " It is shown once; only its hash is kept.\n"
        "- Money is whole rupiah, a month is `2021-12`, a day `2021-12-15`. Unknown fields and filters are refused.\n"
        "- Errors are `application/problem+json` in both languages; nothing is written by a request that fails.\n"
        "- A write may carry `Idempotency-Key` (8 to 80 characters): a repetition gets the same answer and changes"
        " nothing.\n"
        f"- Lists are pages: give `next` as `after`. Requests: {limits}.\n"
    ]
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            summary = operation.get("summary", "")
            out.append(f"\n## {method.upper()} {path.replace('{', '&#123;').replace('}', '&#125;')}\n")
            lock = "needs a token" if operation.get("security") else "open to everybody"
            out.append(f"**{cell(summary)}** ({lock}). {cell(operation.get('description', ''))}\n")
            parameters = [p for p in operation.get("parameters", ()) if p["in"] != "header"]
            if parameters:
                out.append(
                    table(
                        ("parameter", "in", "type", "needed"),
                        ((code(p["name"]), p["in"], _kind(p.get("schema", {})), "yes" if p.get("required") else "")
                         for p in parameters),
                    )
                )  # fmt: skip
            for media, body in operation.get("requestBody", {}).get("content", {}).items():
                schema = body["schema"]
                out.append(f"Body `{media}`: {_link(schema)}\n")
                if "properties" in schema:
                    out.append(_schema_table(schema))
            answers = []
            for status, answer in operation["responses"].items():
                content = answer.get("content", {})
                shape = next((_link(c["schema"]) for c in content.values() if "schema" in c), "")
                if status.startswith("2"):
                    answers.append(f"{status} {shape}")
            errors = ", ".join(s for s in operation["responses"] if not s.startswith("2"))
            out.append(f"Answers: {'; '.join(answers)}. Errors: {errors}.\n")
    out.append("\n## Shapes\n")
    for name, schema in sorted(document["components"]["schemas"].items()):
        out.append(f"\n### {name}\n\n{cell(schema.get('description', ''))}\n")
        if schema.get("properties"):
            out.append(_schema_table(schema))
    return "\n".join(out)


def _link(schema: Mapping[str, Any]) -> str:
    text = _kind(schema)
    if "$ref" in schema:
        return f"[{text}](#{text.lower()})"
    return cell(text)


def files() -> str:
    """Layouts of the files that come in and go out."""
    from lindung.claims import payout_file
    from lindung.interop import bank_answers
    from lindung.interop.bank_statements import statement
    from lindung.interop.wage_files import layouts
    from lindung.interop.wage_files.limits import DEFAULT

    known: dict[str, list[str]] = {}
    for key, field in layouts.HEADINGS.items():
        known.setdefault(field or "(known, not needed)", []).append(key)
    out = [
        "# File layouts\n\n"
        "## Lists of employers\n\n"
        "XLSX, XLS, CSV, TSV (`;` `,` tab or bar; UTF-8, UTF-16 or Windows text). The kind is told by the content, the"
        " layout by the headings; letter case, blanks, underscores and the order of columns do not matter.\n\n",
        table(
            ("limit", "value"),
            (
                ("size of the file", f"{DEFAULT.file_bytes // 2**20} MB"),
                ("rows", f"{DEFAULT.rows:,}"),
                ("columns", DEFAULT.columns),
                ("unpacked size of a workbook", f"{DEFAULT.unpacked_bytes // 2**20} MB"),
                ("rows searched for the headings", DEFAULT.header_rows),
            ),
        ),
    ]
    for one in layouts.LAYOUTS.values():
        out.append(
            f"\n### {one.id.value}: {one.title}\n\nSheet `{one.sheet}`. Columns that must be there and filled:"
            f" {', '.join(code(layouts.TEMPLATE_HEADING.get(n, n)) for n in one.filled)}.\n\n"
            f"Our template: {', '.join(code(c) for c in one.columns)}\n"
        )
    out.append("\n### Headings that are understood\n")
    out.append("Compared without blanks, marks and case.\n")
    out.append(table(("field", "headings"), ((code(f), ", ".join(keys)) for f, keys in known.items())))
    most = f"{statement.STATEMENT_LIMITS.rows:,}"
    out.append(
        "\n## Bank statements\n\nISO 20022 XML (camt.053, camt.054, versions 02 to 08), MT940, or CSV, told apart by"
        f" content; at most {most} lines. CSV is read by heading. {doc(statement.Statement)}\n"
    )
    out.append(
        f"\n{doc(statement.StatementCounts)} A billing code is looked for in its own column, then in the text.\n"
    )
    banks: dict[str, list[str]] = {}
    for key, field in statement.HEADINGS.items():
        banks.setdefault(field or "(known, not needed)", []).append(key)
    out.append(table(("field", "headings"), ((code(f), ", ".join(keys)) for f, keys in banks.items())))
    out.append(
        "\n## Payments for the bank\n\n"
        + cell((payout_file.__doc__ or "").replace("``", "`")).replace("&lt;", "‹").replace("&gt;", "›")
        + "\n"
    )
    out.append("\n## Answers of the bank\n\nCSV, one line a payment, read by heading.\n")
    out.append(table(("field", "headings"), ((code(f), ", ".join(n)) for f, n in bank_answers._HEADINGS.items())))
    out.append(f"\nPaid is said by {', '.join(bank_answers._PAID)}; failed by {', '.join(bank_answers._FAILED)}.\n")
    return "\n".join(out)


REFUSALS = (
    ("registry", "lindung.registry.refusals", "RegistryRefused"),
    ("access", "lindung.access.services", "AccessRefused"),
    ("coverage", "lindung.coverage.refusals", "CoverageRefused"),
    ("contributions", "lindung.contributions.errors", "ContributionRefused"),
    ("segments", "lindung.segments.errors", "SegmentRefused"),
    ("collection", "lindung.collection.errors", "CollectionRefused"),
    ("reach", "lindung.reach.errors", "ReachRefused"),
    ("ledger", "lindung.ledger.errors", "LedgerRefused"),
    ("claims", "lindung.claims.errors", "ClaimRefused"),
    ("notices", "lindung.notices.templates", "NoticeRefused"),
    ("performance", "lindung.performance.queries", "NoSuchFigure"),
    ("performance: populations", "lindung.performance.labour", "LabourRefused"),
    ("batch", "lindung.batch.services", "BatchRefused"),
    ("batch", "lindung.batch.calendar", "CalendarRefused"),
    ("interop: a month on a cluster", "lindung.interop.spark_month", "SparkRefused"),
    ("interop: files", "lindung.interop.intake", "IntakeRefused"),
    ("interop: an employer's own columns", "lindung.interop.matchings", "MatchingRefused"),
    ("interop: lists of construction workers", "lindung.interop.project_lists", "ListRefused"),
    ("interop: lists of migrant workers", "lindung.interop.pmi_files", "PmiFileRefused"),
    ("interop: banks that speak the payment standard", "lindung.interop.snap.partners", "PartnerRefused"),
    ("interop: answers of the bank", "lindung.interop.bank_answers", "BankAnswersRefused"),
)


def errors() -> str:
    """Every refusal with its code and both sentences."""
    from lindung.contributions import row_errors
    from lindung.interop.api import problems
    from lindung.interop.wage_files.cell_messages import CELL
    from lindung.interop.wage_files.messages import FILE

    head = ("code", "English", "Indonesian")
    out = [
        "# Error codes\n\n"
        "What is refused is refused with a code and a sentence in both languages. The API gives the same codes as"
        " `application/problem+json`.\n"
    ]
    for title, module, name in REFUSALS:
        found = getattr(importlib.import_module(module), name)
        out.append(f"\n## {title}\n\n{doc(found)}\n")
        out.append(table(head, ((code(k), en, indonesian) for k, (indonesian, en) in found.MESSAGES.items())))
    out.append("\n## Whole files\n")
    out.append(table(head, ((code(k), en, indonesian) for k, (indonesian, en) in FILE.items())))
    out.append("\n## Cells of a file\n\nAn error refuses its row, a warning does not.\n")
    out.append(table((*head, "severity"), ((code(k), m.en, m.id, m.severity) for k, m in CELL.items())))
    rows: Mapping[str, Any] = getattr(row_errors, "MESSAGES", {})
    if rows:
        out.append("\n## Rows against the registers\n")
        out.append(table(head, ((code(k), en, indonesian) for k, (_, indonesian, en) in rows.items())))
    out.append("\n## API\n")
    out.append(table(head, ((code(k), en, indonesian) for k, (indonesian, en) in problems.MESSAGES.items())))
    return "\n".join(out)
