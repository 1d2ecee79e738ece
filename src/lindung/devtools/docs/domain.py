"""What the institution's own tables say: permissions, rights, accounts, indicators, reasons, messages."""

from collections.abc import Iterator
from typing import Any

from lindung.devtools.docs.write import code, doc, table


def permissions() -> str:
    """Acts by role."""
    from django.utils.translation import override

    from lindung.access.models import Role
    from lindung.access.permissions import PERMISSIONS, PUBLIC_ACTS, SIGNED_IN_ACTS, STAFF_ROLES, Act

    groups: dict[str, list[Act]] = {}
    for act in Act:
        groups.setdefault(act.value.split(".")[0], []).append(act)
    with override("en"):
        roles = table(
            ("role", "on screen", "second factor"),
            ((code(r.value), r.label, "required" if r in STAFF_ROLES else "optional") for r in Role),
        )
        out = [
            "# Roles and permissions\n\n"
            "One list (`access/permissions.py`) says which acts a role has; PostgreSQL says which rows it sees"
            " ([tables and rights](tables.md)). A login gets a role by a *mandate* at one office, employer or person,"
            " from a day to a day. An act that stands here under no role can be done by nobody.\n\n",
            roles,
        ]
        for group, acts in groups.items():
            out.append(f"\n## {group}\n")
            out.append(
                table(
                    ("act", "title", "roles"),
                    (
                        (
                            code(a.value),
                            a.label,
                            "everybody, no login"
                            if a in PUBLIC_ACTS
                            else "every login"
                            if a in SIGNED_IN_ACTS
                            else ", ".join(sorted(r.value for r in PERMISSIONS.get(a, ()))) or "nobody",
                        )
                        for a in acts
                    ),
                )
            )
    return "\n".join(out)


def _fields(model: Any) -> Iterator[tuple[str, str, str, str]]:
    from django.db.models import Field

    for one in model._meta.get_fields():
        if not isinstance(one, Field) or not one.column:
            continue
        kind = one.db_type_parameters_name if hasattr(one, "db_type_parameters_name") else ""
        kind = kind or (f"{one.get_internal_type()}" + (f"({one.max_length})" if one.max_length else ""))
        target = getattr(one.related_model, "_meta", None)
        more = f"→ {target.db_table}" if target else ""
        if one.choices:
            more = ", ".join(str(key) for key, _ in one.flatchoices)
        yield one.column, kind, "null" if one.null else "", more


def tables() -> str:
    """Tables by package: meaning, columns, who reads, who writes."""
    from django.apps import apps

    from lindung.access.database import AUDITED_FRAMEWORK, FRAMEWORK, TABLES, readable_when

    models = {m._meta.db_table: m for m in apps.get_models()}
    out = [
        "# Tables and rights\n\n"
        "From the models and from the one list of rights (`access/database.py`), which the owner applies after every"
        " migration. `lindung_app` reads a row only where the condition holds; `lindung_system` writes, and on"
        " append-only tables it can insert only. A table without an entry here has no rights at all."
        " See [who sees what](../explanation/row-level-security.md).\n"
    ]
    package = ""
    for one in TABLES:
        if one.name.split("_")[0] != package:
            package = one.name.split("_")[0]
            out.append(f"\n## {package}\n")
        model = models.get(one.name)
        out.append(f"\n### `{one.name}`\n\n{doc(model) if model else ''}\n")
        facts = ["append-only" if one.append_only else "insert, update, delete by services"]
        if one.audited:
            trail = [w for w, on in (("inserts", one.audit_insert), ("updates and deletes", not one.append_only)) if on]
            facts.append("in the trail of writes: " + (", ".join(trail) or "nothing (rows never change)"))
        else:
            facts.append("not in the trail of writes")
        out.append(f"{'; '.join(facts)}.\n\n```sql\n-- a row is readable where\n{readable_when(one)}\n```\n")
        if model:
            out.append(
                table(
                    ("column", "type", "", "points to, or values"),
                    ((code(a), b, c, d) for a, b, c, d in _fields(model)),
                )
            )
    out.append(
        "\n## Tables of the framework\n\nWhat the web server itself may write: sessions, failed logins, factors.\n"
    )
    out.append(
        table(
            ("table", "rights of `lindung_app`", "in the trail"),
            ((code(n), rights, "yes" if n in AUDITED_FRAMEWORK else "") for n, rights in FRAMEWORK.items()),
        )
    )
    return "\n".join(out)


def accounts() -> str:
    """The chart of accounts."""
    from lindung.ledger.chart import CHART

    rows = ((int(a.id), a.fund, a.kind, a.name_en, a.name_id, "yes" if a.control else "") for a in CHART)
    return (
        "# Chart of accounts\n\n"
        "Numbers are fund × 100 + account and never change. A *control* account always equals the sum of its members'"
        " rows. Debit is positive, credit negative. See [books and proofs](../explanation/books.md).\n\n"
        + table(("account", "fund", "kind", "English", "Indonesian", "control"), rows)
    )


def indicators() -> str:
    """The registry of indicators."""
    from lindung.performance.indicators import GROUPS, INDICATORS

    out = [
        "# Indicators\n\n"
        "Every published figure: id, version, definition, unit, source. A changed definition is a new version beside"
        " the old one. *Published as* names the figure of the branch's release of 15 December 2021 that it"
        " reproduces. Each opens down to its transactions on the page *Laporan kinerja*.\n"
    ]
    for group, (_, title) in GROUPS.items():
        out.append(f"\n## {title}\n")
        for one in INDICATORS:
            if one.group != group:
                continue
            out.append(
                f"\n### `{one.id}`, version {one.version}\n\n**{one.name_en}** (*{one.name_id}*). {one.definition_en}\n"
            )
            rows = [
                ("formula", code(one.formula)),
                ("unit", one.unit.value),
                ("period", one.period.value.replace("_", " ")),
                ("source", one.source),
            ]
            if one.numerator_id:
                rows.append(("numerator / denominator", f"{one.numerator_id} / {one.denominator_id}"))
            if one.figures:
                rows.append(("published as", ", ".join(f"{k}: {v}" for k, v in one.figures.items())))
            out.append(table(("", ""), rows))
    return "\n".join(out)


def claims() -> str:
    """Reasons for returning and rejecting, and the institution's own settings."""
    from lindung.claims.reasons import CATALOGUE
    from lindung.claims.settings import SETTINGS
    from lindung.reach.settings import SETTINGS as OF_REACH
    from lindung.segments.settings import SETTINGS as OF_SEGMENTS

    rows = ((code(r.code), ", ".join(r.programmes), r.text_en, r.article, r.change_en) for r in CATALOGUE)
    by_kind: dict[str, list[tuple[object, ...]]] = {}
    for reason, row in zip(CATALOGUE, rows, strict=True):
        by_kind.setdefault(reason.kind, []).append(row)
    out = [
        "# Reasons and settings of claims\n\n"
        "A closed list: an officer returns or rejects a claim for these reasons only. *Returned* means that something"
        " is missing and the claim goes on; *rejected* means that the facts do not open the right.\n"
    ]
    for kind, found in by_kind.items():
        out.append(f"\n## {'Returned' if kind == 'RETURN' else 'Rejected'}\n")
        out.append(table(("code", "programmes", "what is said", "article", "what would change it"), found))
    out.append("\n## Settings of the institution\n\nNo regulation fixes these; a decision names the ones it used.\n")
    out.append(
        table(
            ("setting", "value", "what for", "why"),
            [
                *((code(s.id), f"{s.value} {s.unit}", s.title_en, s.reason_en) for s in SETTINGS),
                *((code(s.id), f"{s.value} {s.unit}", s.title_en, s.reason_en) for s in OF_SEGMENTS),
                *((code(s.id), f"{s.value} {s.unit}", s.title_en, s.reason_en) for s in OF_REACH),
            ],
        )
    )
    return "\n".join(out)


def messages() -> str:
    """Every message sent by itself."""
    from lindung.notices.templates import TEMPLATES

    return "# Messages\n\nWhat the institution tells members and employers by itself, once per event.\n\n" + table(
        ("template", "title", "English", "Indonesian"),
        ((code(k), t.title_en, t.body_en, t.body_id) for k, t in TEMPLATES.items()),
    )
