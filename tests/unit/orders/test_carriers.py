"""Carriers and their tracking pages."""

import pytest

from orders.carriers import CARRIERS, OTHER, build_tracking_url


@pytest.mark.parametrize("carrier", sorted(set(CARRIERS) - {OTHER}))
def test_every_carrier_has_a_tracking_page_that_names_the_parcel(carrier: str) -> None:
    url = build_tracking_url(carrier, "AB 123-4")

    assert url is not None
    assert url.startswith("https://")
    assert "AB123-4" in url


def test_a_number_can_not_lead_to_another_page() -> None:
    url = build_tracking_url("dhl", "x/../&y=#z")

    assert url == "https://www.dhl.com/en/express/tracking.html?AWB=x%2F..%2F%26y%3D%23z"


def test_nobody_knows_where_another_carriers_parcel_is() -> None:
    assert build_tracking_url(OTHER, "123") is None
    assert build_tracking_url("dhl", "") is None
