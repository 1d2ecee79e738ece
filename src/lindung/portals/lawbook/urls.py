"""Addresses of the law and its simulators."""

from django.urls import URLPattern, URLResolver, path, register_converter

from lindung.portals.lawbook.views import changes, formula, lists, simulate


class FormulaId:
    """A formula's name: it always holds a dot, so that it is never one of the fixed addresses."""

    regex = r"[a-z0-9_]+(?:\.[a-z0-9_]+)+"

    def to_python(self, value: str) -> str:
        """As it stands."""
        return value

    def to_url(self, value: str) -> str:
        """As it stands."""
        return value


register_converter(FormulaId, "formula")
app_name = "lawbook"
urlpatterns: list[URLPattern | URLResolver] = [
    path("hitung/", simulate.listing, name="simulators"),
    path("hitung/<slug:slug>/", simulate.simulate, name="simulate"),
    path("hukum/", lists.index, name="index"),
    path("hukum/parameter/", lists.parameters, name="parameters"),
    path("hukum/parameter/<str:id>/", lists.parameter, name="parameter"),
    path("hukum/beda/", changes.diff, name="diff"),
    path("hukum/keraguan/", lists.doubts, name="doubts"),
    path("hukum/rumus/<formula:id>/", formula.moved, name="moved"),
    path("hukum/<formula:id>/", formula.formula, name="formula"),
    path("hukum/<formula:id>/reformasi/", formula.reform, name="reform"),
    path("hukum/<formula:id>/<str:form>/", formula.download, name="download"),
]
