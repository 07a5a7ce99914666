"""What is left of an address when its order is over."""

import pytest

from orders.address_privacy import mask_address

ADDRESS = {
    "name": "Noor Haddad",
    "line1": "88 Raohe Street",
    "city": "Taipei",
    "postal_code": "105",
    "country": "TW",
    "phone": "+886 912 345 678",
}


def test_a_masked_address_leads_to_nobody():
    assert mask_address(ADDRESS) == {
        "name": "N•••",
        "line1": "•••",
        "city": "Taipei",
        "postal_code": "•••",
        "country": "TW",
        "phone": "•••78",
    }


@pytest.mark.parametrize("address", [{}, dict.fromkeys(ADDRESS, "")])
def test_what_is_empty_stays_empty(address):
    assert mask_address(address) == address
