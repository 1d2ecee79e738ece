"""The shapes that views hand to the components of the style guide.

Views build these small frozen objects; the tags in `{% load lindung %}` draw them. Every component is shown with sample
data on the style guide page (`lindung.portals.styleguide`).
"""

from lindung.portals.kit.blocks import (
    Clock,
    Entry,
    Figure,
    FormError,
    Link,
    MenuItem,
    Moment,
    Progress,
    SignedIn,
    Step,
    WaterfallRow,
)
from lindung.portals.kit.charts import Chart, Series
from lindung.portals.kit.fields import DateField, MonthField, RateField, RupiahField
from lindung.portals.kit.plot import Mark, Plot, PlotLine
from lindung.portals.kit.tables import Cell, Column, Pager, Row, Table
from lindung.portals.kit.vocabulary import PARTIES, STATUSES, Party, Status

__all__ = [
    "PARTIES",
    "STATUSES",
    "Cell",
    "Chart",
    "Clock",
    "Column",
    "DateField",
    "Entry",
    "Figure",
    "FormError",
    "Link",
    "Mark",
    "MenuItem",
    "Moment",
    "MonthField",
    "Pager",
    "Party",
    "Plot",
    "PlotLine",
    "Progress",
    "RateField",
    "Row",
    "RupiahField",
    "Series",
    "SignedIn",
    "Status",
    "Step",
    "Table",
    "WaterfallRow",
]
