"""Addresses of this part."""

from django.urls import URLPattern, URLResolver, path, register_converter
from django.urls.converters import StringConverter

from lindung.portals.manage.views import flows, indicators, migrants, planning, report, share


class FormConverter(StringConverter):
    """The forms a report can be downloaded in."""

    regex = "csv|json|pdf"


register_converter(FormConverter, "form")
app_name = "manage"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", report.report, name="report"),
    path("unduh/<form:form>/", report.download, name="download"),
    path("rincian/<str:indicator>/<str:version>/", report.drill, name="drill"),
    path("indikator/", indicators.listing, name="indicators"),
    path("indikator/<str:indicator>/<str:version>/", indicators.indicator, name="indicator"),
    path("arus/", flows.flow, name="flow"),
    path("arus/unduh/csv/", flows.flow_csv, name="flow_csv"),
    path("arus/<str:segment>/<str:part>/", flows.behind, name="flow_behind"),
    path("cakupan/", share.coverage, name="coverage"),
    path("cakupan/impor/", share.population, name="population"),
    path("pekerja-migran/", migrants.migrants, name="migrants"),
    path("pekerja-migran/unduh/csv/", migrants.migrants_csv, name="migrants_csv"),
    path("target/", planning.targets, name="targets"),
    path("rekonsiliasi/", planning.reconciliation, name="reconciliation"),
    path("rilis/", planning.release, name="release"),
    path("aturan/", planning.rules, name="rules"),
]
