"""A shop's sales as charts, in the reader's language: what each measure comes to, and over time."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence

from babel.dates import format_skeleton
from babel.numbers import format_decimal
from flask_babel import get_locale, gettext

from console.periods import Step
from content.charts import Chart, Point, compare
from kernel.money import format_money
from orders.figures.reading import Trade


def build_charts(steps: Mapping[dt.date, Trade], before: Trade, currency: str, step: Step) -> Sequence[Chart]:
    """Return the charts of some time in one currency, each compared with as many days before it."""
    total = sum(steps.values(), Trade())
    labels = {day: tell_step(day, step) for day in steps}

    def money(value: float) -> str:
        return format_money(int(value), currency, _locale())

    def build(name: str, title: str, read: Callable[[Trade], int], tell: Callable[[float], str]) -> Chart:
        points = [Point(day, labels[day], read(one), tell(read(one))) for day, one in steps.items()]
        whole, earlier = read(total), read(before)
        return Chart(
            name=name,
            title=title,
            total=tell(whole),
            change=compare(whole, earlier) if whole or earlier else None,
            points=points if whole else (),
        )

    return [
        build("sales", gettext("Sales"), lambda one: one.sales_minor, money),
        build("orders", gettext("Orders"), lambda one: one.orders_count, _count),
        build("average", gettext("Average order"), lambda one: one.average_minor, money),
        build("units", gettext("Units sold"), lambda one: one.units_count, _count),
        build("refunds", gettext("Given back"), lambda one: one.refunds_minor, money),
        build("kept", gettext("What is left"), lambda one: one.kept_minor, money),
    ]


def tell_step(day: dt.date, step: Step) -> str:
    """Return how a step is called that begins on a day."""
    return format_skeleton("yMMM" if step is Step.MONTH else "yMMMd", day, locale=_locale())


def _count(value: float) -> str:
    return format_decimal(int(value), locale=_locale())


def _locale() -> str:
    return str(get_locale() or "en")
