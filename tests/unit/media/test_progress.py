"""ffmpeg's progress lines are read as they come, nonsense included."""

from media.progress import ProgressReader


def test_time_moves_on_and_repeats_are_no_sign_of_life() -> None:
    reader = ProgressReader()

    signs = [
        reader.feed(line) for line in ("out_time_us=1500000", "out_time_us=1500000", "speed=1x", "frame=45")
    ]

    assert signs == [True, False, False, True]
    assert reader.out_seconds == 1.5


def test_time_never_runs_backwards() -> None:
    reader = ProgressReader()

    for line in ("out_time_us=1500000", "out_time_us=1400000"):
        reader.feed(line)

    assert reader.out_seconds == 1.5


def test_times_before_the_first_packet_count_as_nothing() -> None:
    reader = ProgressReader()

    for line in ("out_time_us=N/A", "out_time_us=-9223372036854775807", "", "no key"):
        reader.feed(line)

    assert reader.out_seconds == 0
