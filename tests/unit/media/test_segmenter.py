"""Parts and segments of live fragments; every rule here once cost viewers seconds."""

import pytest

from media.follower import Follower
from media.fragments import Fragment, FragmentSplitter, Init
from media.live_events import InitAdded, MediaEvent, PartAdded, SegmentClosed
from media.segmenter import Boundary, Segmenter
from tests.fragmented import make_fragment, make_init

NOW = 1_800_000_000.0


def read(data: bytes) -> list[Init | Fragment]:
    return list(FragmentSplitter().feed(make_init() + data))


def the_init() -> Init:
    (init,) = read(b"")
    assert isinstance(init, Init)
    return init


def fragment(start: float, *, key: bool = False, frames: int = 6, frame_seconds: float = 1 / 30) -> Fragment:
    data = make_fragment(start, is_key_frame=key, frame_count=frames, frame_seconds=frame_seconds)
    found = read(data)[1]
    assert isinstance(found, Fragment)
    return found


def gop(start: float, *, seconds: float = 1.0) -> list[Fragment]:
    return [fragment(start + 0.2 * n, key=n == 0) for n in range(round(seconds / 0.2))]


def started(**options: float) -> tuple[Segmenter, list[MediaEvent]]:
    segmenter = Segmenter()
    segmenter.begin_input(options.get("epoch", NOW))
    return segmenter, segmenter.take_init(the_init())


def take(segmenter: Segmenter, fragments: list[Fragment]) -> list[MediaEvent]:
    return [
        event
        for one in fragments
        for event in segmenter.take(one, NOW + one.start_seconds + one.duration_seconds + 0.1)
    ]


def parts_of(events: list[MediaEvent]) -> list[PartAdded]:
    return [event for event in events if isinstance(event, PartAdded)]


def closed_of(events: list[MediaEvent]) -> list[SegmentClosed]:
    return [event for event in events if isinstance(event, SegmentClosed)]


def test_every_fragment_is_a_part_and_a_key_frame_after_two_seconds_closes_the_segment() -> None:
    segmenter, _ = started()

    events = take(segmenter, gop(0) + gop(1) + gop(2))

    assert [(part.msn, part.index) for part in parts_of(events)] == [
        *((0, n) for n in range(10)),
        *((1, n) for n in range(5)),
    ]
    assert [closed.duration_seconds for closed in closed_of(events)] == [pytest.approx(2.0)]


def test_the_section_comes_before_the_first_part_with_the_measured_frame_rate() -> None:
    segmenter, told_at_once = started()

    events = take(segmenter, gop(0))

    assert told_at_once == []
    assert isinstance(events[0], InitAdded)
    assert events[0].frame_rate == pytest.approx(30, abs=0.1)


def test_sound_without_a_picture_travels_with_the_next_part() -> None:
    segmenter, _ = started()
    sound = fragment(0.2, frames=0)

    events = take(segmenter, [fragment(0, key=True), sound, sound, fragment(0.2)])

    first, second = parts_of(events)
    assert first.duration_seconds == pytest.approx(second.duration_seconds)
    assert second.data.startswith(sound.data + sound.data)


def test_sound_that_waits_for_a_picture_for_ever_is_not_kept_for_ever() -> None:
    segmenter, _ = started()
    take(segmenter, [fragment(0, key=True)])
    sound = fragment(0.2, frames=0)

    take(segmenter, [sound] * 5000)
    (part,) = parts_of(take(segmenter, [fragment(900.0)]))

    assert len(part.data) < 2 << 20


def test_a_coarse_first_fragment_is_left_out_until_the_next_key_frame() -> None:
    segmenter, _ = started()
    burst = fragment(0, key=True, frames=60)

    events = take(segmenter, [burst, fragment(2.0), *gop(2.2)])

    assert parts_of(events)[0].program_time == pytest.approx(NOW + 2.2)
    assert parts_of(events)[0].is_independent


def test_a_stream_that_is_slow_for_good_is_shown_nevertheless() -> None:
    segmenter, _ = started()
    slow = [fragment(n, key=True, frames=1, frame_seconds=1.0) for n in range(5)]

    events = take(segmenter, slow)

    assert len(parts_of(events)) == 4


def test_without_key_frames_a_segment_still_ends() -> None:
    segmenter, _ = started()

    events = take(segmenter, gop(0, seconds=20))

    durations = [closed.duration_seconds for closed in closed_of(events)]
    assert durations == [pytest.approx(6.0, abs=0.21)] * 3
    assert not parts_of(events)[-1].is_independent


def test_what_an_old_encoder_left_is_closed_before_the_discontinuity() -> None:
    segmenter, _ = started()
    take(segmenter, gop(0))

    closing = segmenter.begin_input(NOW + 10)
    segmenter.take_init(the_init())
    events = take(segmenter, gop(10) + gop(11) + gop(12))

    (old,) = closed_of(closing)
    new = closed_of(events)[0]
    assert (old.msn, old.is_discontinuity, old.init_number) == (0, False, 0)
    assert (new.msn, new.is_discontinuity, new.init_number) == (1, True, 1)
    assert [part.is_discontinuity for part in parts_of(events)[:2]] == [True, False]


def test_an_encoder_that_gave_nothing_leaves_no_discontinuity() -> None:
    segmenter, _ = started()
    segmenter.begin_input(NOW)
    segmenter.take_init(the_init())

    events = take(segmenter, gop(0))

    assert not parts_of(events)[0].is_discontinuity
    assert parts_of(events)[0].init_number == 0


def test_after_a_restart_numbers_go_on_with_a_discontinuity() -> None:
    segmenter = Segmenter(next_msn=7, next_init=2)
    segmenter.begin_input(NOW)
    segmenter.take_init(the_init())

    first = parts_of(take(segmenter, gop(0)))[0]

    assert (first.msn, first.init_number, first.is_discontinuity) == (7, 2, True)


def test_program_time_is_of_the_media_and_not_of_its_arrival() -> None:
    segmenter, _ = started(epoch=NOW)
    late = [segmenter.take(one, NOW + 3 + 2 * n) for n, one in enumerate(gop(0) + gop(1) + gop(2))]

    times = [part.program_time for events in late for part in parts_of(events)]

    assert times == pytest.approx([NOW + 0.2 * n for n in range(15)])


@pytest.mark.parametrize("lie", [NOW + 3600, NOW - 86_400])
def test_a_clock_that_lies_is_not_believed(lie: float) -> None:
    segmenter, _ = started(epoch=lie)

    first = parts_of(take(segmenter, gop(0)))[0]

    assert first.program_time == pytest.approx(NOW, abs=1)


def test_a_jump_of_the_publishers_clock_is_a_discontinuity_and_no_hour_long_segment() -> None:
    segmenter, _ = started()
    take(segmenter, gop(0))
    jump = fragment(1.0, frames=1, frame_seconds=3600.0)

    events = segmenter.take(jump, NOW + 1.2)
    events += [e for one in gop(3601) for e in segmenter.take(one, NOW + 1.5)]

    assert closed_of(events)[0].duration_seconds == pytest.approx(1.0)
    first = parts_of(events)[0]
    assert (first.is_discontinuity, first.init_number) == (True, 1)
    assert first.program_time == pytest.approx(NOW + 1.3, abs=0.5)


def follow(boundaries: list[Boundary], fragments: list[Fragment]) -> list[MediaEvent]:
    follower = Follower("540")
    for boundary in boundaries:
        follower.add_boundary(boundary)
    follower.take_init(the_init())
    events = [event for one in fragments for event in follower.take(one)]
    return [*events, *follower.close()]


def test_a_rendition_is_cut_where_its_source_was() -> None:
    boundaries = [
        Boundary(msn=5, start_seconds=1.0, program_time=NOW, init_number=2, is_discontinuity=True),
        Boundary(msn=6, start_seconds=3.0, program_time=NOW + 2, init_number=2, is_discontinuity=False),
    ]

    events = follow(boundaries, gop(0) + gop(1.004) + gop(2) + gop(2.998) + gop(4))

    assert [(c.msn, c.init_number, c.is_discontinuity) for c in closed_of(events)] == [
        (5, 2, True),
        (6, 2, False),
    ]
    assert parts_of(events)[0].program_time == NOW
    assert {part.rendition for part in parts_of(events)} == {"540"}


def test_a_rendition_that_falls_behind_says_so() -> None:
    follower = Follower("540")
    for n in range(6):
        follower.add_boundary(Boundary(n, 2.0 * n, NOW + 2 * n, 0, is_discontinuity=False))

    assert follower.is_late
