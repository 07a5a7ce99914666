"""What a host is told of his input."""

import pytest

from live.ingest.advice import Situation, choose_advice
from live.ingest.health import HealthMeter
from live.ingest.policy import InputRefused, check_info, check_rates
from media.fragments import Fragment
from media.live_inputs import InputInfo

NOW = 1_800_000_000.0


def fragment(start: float, *, frames: int = 6, longest: float = 1 / 30, key: bool = False) -> Fragment:
    return Fragment(bytes(50_000), start, 0.2, frames, longest, key)


def measured(count: int, *, lost_at: int | None = None, key_every: int = 5) -> HealthMeter:
    meter = HealthMeter()
    for n in range(count):
        is_short = n == lost_at
        now = NOW + 0.2 * n
        meter.take_bytes(50_000, now)
        one = fragment(
            0.2 * n, frames=3 if is_short else 6, longest=0.13 if is_short else 1 / 30, key=n % key_every == 0
        )
        meter.take_fragment(one, now - 0.4, now)
    return meter


def read(meter: HealthMeter, now: float) -> tuple[int, float, int, float, int, str]:
    health = meter.read(now, is_spool_full=False, is_interrupted=False, is_encoded=False)
    return tuple(vars(health).values())


def test_a_good_input_has_figures_and_no_advice() -> None:
    bitrate, rate, dropped, gap, latency, advice = read(measured(50), NOW + 10)

    assert bitrate == pytest.approx(2000, rel=0.1)
    assert rate == pytest.approx(30)
    assert gap == pytest.approx(1.0)
    assert (dropped, latency, advice) == (0, 400, "")


def test_frames_that_are_missing_are_counted() -> None:
    assert read(measured(50, lost_at=30), NOW + 10)[2] == 3


def test_rare_key_frames_are_seen_before_the_next_one_comes() -> None:
    gap, advice = read(measured(60, key_every=1000), NOW + 12)[3::2]

    assert gap == pytest.approx(12)
    assert "Key frames are too rare" in str(advice)


def test_what_a_browser_kept_during_an_outage_is_no_higher_rate_of_the_media() -> None:
    meter = HealthMeter()
    for n in range(75):
        meter.take_bytes(50_000, NOW + 0.01 * n)
        meter.take_fragment(fragment(0.2 * n), NOW, NOW + 0.01 * n)

    assert meter.frame_rate() == pytest.approx(30)
    assert meter.media_bits_per_second() == pytest.approx(2_000_000)


def test_an_input_of_hours_is_measured_by_its_last_seconds() -> None:
    meter = measured(20_000)

    assert len(meter._shown) <= 21
    assert len(meter._received) <= 21


CALM = Situation(
    is_interrupted=False,
    is_spool_full=False,
    is_encoded=False,
    has_picture=True,
    latency_seconds=0.3,
    key_frame_gap_seconds=1.0,
    lost_share=0.0,
    frame_rate=30.0,
    bits_per_second=3_000_000,
)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"is_interrupted": True, "has_picture": False}, "Nothing arrives"),
        ({"is_spool_full": True}, "disk is full"),
        ({"has_picture": False}, "No picture"),
        ({"latency_seconds": 5.0, "frame_rate": 5.0}, "too slow"),
        ({"lost_share": 0.2}, "loses frames"),
        ({"frame_rate": 8.0}, "few frames"),
        ({"bits_per_second": 9_000_000}, "bitrate is high"),
        ({"is_encoded": True}, "can't send H.264"),
        ({}, ""),
    ],
)
def test_the_advice_is_about_what_matters_most(change: dict[str, float], word: str) -> None:
    assert word in choose_advice(Situation(**(vars(CALM) | change)))
    assert bool(choose_advice(CALM)) is False


@pytest.mark.parametrize(
    "info",
    [
        InputInfo("", "opus"),
        InputInfo("av1", "opus"),
        InputInfo("unknown", ""),
        InputInfo("h264", "", 4000, 1000),
        InputInfo("h264", "", 63, 1000),
    ],
)
def test_what_is_not_taken_is_refused(info: InputInfo) -> None:
    with pytest.raises(InputRefused):
        check_info(info)


def test_rates_are_bounded() -> None:
    check_rates(frames_per_second=60.4, bits_per_second=11e6, arriving_bits_per_second=40e6)
    for rates in ((62, 1e6, 1e6), (30, 13e6, 1e6), (30, 1e6, 70e6)):
        with pytest.raises(InputRefused):
            check_rates(
                frames_per_second=rates[0], bits_per_second=rates[1], arriving_bits_per_second=rates[2]
            )
