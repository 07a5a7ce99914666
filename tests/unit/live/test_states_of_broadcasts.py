"""Where a broadcast can go from where it is."""

from live.states import NEXT, OPEN_STATES, BroadcastState, states_before


def test_nothing_comes_back_from_being_over() -> None:
    over = set(BroadcastState) - set(OPEN_STATES)

    reachable = {after for state in over for after in NEXT[state]}

    assert not reachable & set(OPEN_STATES)


def test_everything_but_what_is_stopped_can_be_stopped() -> None:
    before = set(states_before(BroadcastState.STOPPED))

    assert before == set(BroadcastState) - {BroadcastState.STOPPED}


def test_only_what_was_planned_goes_live() -> None:
    assert states_before(BroadcastState.LIVE) == [BroadcastState.SCHEDULED]
