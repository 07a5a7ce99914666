"""Which broadcast gets another rendition, and which must give one up."""

from live.ingest.budget import PATIENCE_SECONDS, PAUSE_SECONDS, SETTLE_SECONDS, Change, CpuBudget

LADDER = ["audio", "360", "540"]
Lists = dict[object, list[str]]


def budget_at(percent: float, *, cores: int = 2) -> CpuBudget:
    return CpuBudget(70, read_percent=lambda: percent, cores=cores)


def test_a_calm_machine_gives_renditions_one_by_one_the_cheapest_first() -> None:
    budget = budget_at(10)

    first = budget.choose(Lists({"a": []}), Lists({"a": LADDER}), 0.0)
    too_soon = budget.choose(Lists({"a": ["audio"]}), Lists({"a": LADDER[1:]}), SETTLE_SECONDS / 2)
    second = budget.choose(Lists({"a": ["audio"]}), Lists({"a": LADDER[1:]}), SETTLE_SECONDS)

    assert first == Change("a", "audio", is_added=True)
    assert too_soon is None
    assert second == Change("a", "360", is_added=True)


def test_what_would_not_fit_does_not_come() -> None:
    budget = budget_at(65)

    change = budget.choose(Lists({"a": ["audio"]}), Lists({"a": ["360", "540"]}), 0.0)

    assert change is None
    assert not budget.has_room(0.2)


def test_who_has_least_comes_first() -> None:
    budget = budget_at(0)

    change = budget.choose(
        Lists({"a": ["audio", "360"], "b": ["audio"]}), Lists({"a": ["540"], "b": ["360"]}), 0.0
    )

    assert change == Change("b", "360", is_added=True)


def test_a_machine_over_its_limit_loses_the_dearest_after_a_while_and_gets_nothing_for_a_minute() -> None:
    budget = budget_at(95)
    running: Lists = {"a": ["audio", "360"], "b": ["audio", "540"]}

    at_once = budget.choose(running, {}, 0.0)
    later = budget.choose(running, {}, PATIENCE_SECONDS)
    budget = budget_at(95)
    budget.choose(running, {}, 0.0)
    budget.choose(running, {}, PATIENCE_SECONDS)
    for _ in range(40):
        budget._read_percent = lambda: 0.0
        budget.measure()
    calm = budget.choose(Lists({"a": []}), Lists({"a": LADDER}), PATIENCE_SECONDS + PAUSE_SECONDS / 2)

    assert at_once is None
    assert later == Change("b", "540", is_added=False)
    assert calm is None


def test_a_busy_machine_without_renditions_drops_nothing() -> None:
    budget = budget_at(100)

    changes = [budget.choose(Lists({"a": []}), Lists({"a": LADDER}), float(second)) for second in range(10)]

    assert changes == [None] * 10
