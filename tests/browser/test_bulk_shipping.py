"""A merchant ships several orders at once: chosen from the list, and by a file that comes back filled in."""

import csv
import io
import uuid

from playwright.sync_api import expect

from accounts.roles import Role
from kernel.transaction import reading, transaction
from orders import lookup, paying
from products.values import Product
from tests.browser.making import buy_directly
from tests.factories import make_person, make_product, make_shop


def sell(product: Product, name: str) -> uuid.UUID:
    """Let somebody buy and pay; return the order's id."""
    order_id = buy_directly(make_person(), product.variants[0].id, name=name)
    with transaction() as session:
        paying.mark_paid(session, order_id)
    return order_id


def state_of(order_id: uuid.UUID) -> str:
    with reading() as session:
        return lookup.get_state(session, order_id)


def fill_in(exported: bytes, name: str, tracking_number: str) -> bytes:
    """Return the file of what is to ship with the tracking of one recipient's order."""
    rows = list(csv.DictReader(io.StringIO(exported.decode("utf-8-sig"))))
    for row in rows:
        if row["name"] == name:
            row |= {"carrier": "dhl", "tracking_number": tracking_number}
    written = io.StringIO()
    writer = csv.DictWriter(written, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue().encode()


def test_chosen_orders_are_shipped_together_and_another_by_a_file(market, windows, picture):
    merchant = make_person(Role.MERCHANT)
    product = make_product(make_shop(merchant), stock_counts=(50,))
    ann, ben, cleo = (sell(product, name) for name in ("Ann Lin", "Ben Wu", "Cleo Ho"))
    with reading() as session:
        numbers = [lookup.get_order_for_letter(session, one).shown_number for one in (ann, ben)]
    page = windows.desktop(merchant)

    page.goto("/console/orders")
    for number in numbers:
        page.get_by_role("checkbox", name=f"Choose order {number}", exact=True).check()
    picture(page, "orders-to-ship-desktop")
    page.get_by_role("button", name="Ship or print the chosen", exact=True).click()
    expect(page.get_by_role("row")).to_have_count(3)
    page.get_by_role("link", name="Packing slips", exact=True).click()
    expect(page.get_by_role("article")).to_have_count(2)
    picture(page, "packing-slips-desktop")
    page.go_back()
    picture(page, "chosen-orders-desktop")
    page.get_by_label("Carrier").select_option("t_cat")
    page.get_by_role("button", name="Mark 2 orders as shipped", exact=True).click()
    expect(page.get_by_text("2 orders are on their way.")).to_be_visible()
    assert (state_of(ann), state_of(ben), state_of(cleo)) == ("shipped", "shipped", "paid")

    with page.expect_download() as download:
        page.get_by_role("link", name="To ship as CSV", exact=True).click()
    filled = fill_in(download.value.path().read_bytes(), "Cleo Ho", "JD0001")
    page.get_by_role("link", name="Tracking numbers from a CSV file", exact=True).click()
    file = {"name": "to-ship.csv", "mimeType": "text/csv", "buffer": filled}
    page.locator('input[type="file"]').set_input_files(file)
    page.get_by_role("button", name="Look at it", exact=True).click()
    expect(page.get_by_role("cell", name="JD0001")).to_be_visible()
    picture(page, "parcels-desktop")
    assert state_of(cleo) == "paid"
    page.get_by_role("button", name="Mark 1 order as shipped", exact=True).click()
    expect(page.get_by_text("1 order is on its way.")).to_be_visible()
    assert state_of(cleo) == "shipped"
