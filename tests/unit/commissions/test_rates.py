"""When a rate of commission holds."""

import datetime as dt

import pytest

from commissions.rates import Rate, change_rate

DAY = dt.timedelta(days=1)
AT = dt.datetime(2026, 11, 1, 12, tzinfo=dt.UTC)


def test_a_rise_holds_at_once():
    rate = change_rate(Rate(500), 800, AT)

    assert rate.at(AT) == 800
    assert rate.coming(AT) is None


def test_a_cut_holds_after_thirty_days():
    rate = change_rate(Rate(800), 500, AT)

    assert rate.at(AT + 30 * DAY - dt.timedelta(seconds=1)) == 800
    assert rate.at(AT + 30 * DAY) == 500
    assert rate.coming(AT) == AT + 30 * DAY
    assert rate.coming(AT + 30 * DAY) is None


def test_the_same_cut_told_again_keeps_its_day():
    told = change_rate(Rate(800), 500, AT)

    assert change_rate(told, 500, AT + 10 * DAY) == told


@pytest.mark.parametrize(
    ("wanted", "later", "holds"),
    [
        (900, 0, 900),  # more than before: the cut that was told is taken back
        (800, 30, 800),  # as before: taken back as well
        (600, 29, 800),  # a smaller cut begins its own thirty days
        (600, 30, 600),
        (100, 29, 800),  # so does a deeper one
        (100, 30, 100),
    ],
)
def test_the_latest_word_counts(wanted: int, later: int, holds: int):
    told = change_rate(Rate(800), 500, AT)

    changed = change_rate(told, wanted, AT + 10 * DAY)

    assert changed.at(AT + 10 * DAY + later * DAY) == holds


def test_what_follows_a_cut_is_measured_from_what_holds_then():
    cut = change_rate(Rate(800), 500, AT)

    risen = change_rate(cut, 600, AT + 31 * DAY)

    assert risen.at(AT + 31 * DAY) == 600
