"""How often a room ticks."""

from live.sockets.ticks import BUSY_SECONDS, CALM_COUNT, CALM_SECONDS, Pace


def test_a_process_that_falls_behind_ticks_less_often_until_it_is_calm_for_a_while() -> None:
    pace = Pace()

    seconds = []
    for late_seconds, cpu_share in [(0.0, 0.1), (0.2, 0.1), *[(0.0, 0.1)] * CALM_COUNT]:
        pace.measure(late_seconds, cpu_share)
        seconds.append(pace.seconds)

    assert seconds == [CALM_SECONDS, *[BUSY_SECONDS] * CALM_COUNT, CALM_SECONDS]


def test_a_process_without_time_to_spare_ticks_less_often() -> None:
    pace = Pace()

    pace.measure(0.0, 0.95)

    assert pace.seconds == BUSY_SECONDS
