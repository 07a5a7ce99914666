"""Back and forth: one of two goes back, the money follows, the rest is kept, and both sides see the same."""

from playwright.sync_api import Page, expect

from accounts.people import Person
from kernel.ids import new_id
from kernel.transaction import reading, transaction
from orders import checkout, lookup, shipments
from payments import settling
from payments.gateways.base import EventKind, GatewayEvent
from payments.refunds import list_refunds
from payments.states import RefundState
from tests.factories import make_person, make_product, make_shop
from tests.service.orders.market_day import ADDRESS, available
from tests.waiting import wait_until


def sell(buyer: Person, merchant: Person) -> lookup.Order:
    """Sell, pay and send two of ten lanterns."""
    lantern = make_product(make_shop(merchant), title="Paper lantern").variants[0]
    placed = checkout.place_order(
        buyer_id=buyer.id,
        key=str(new_id()),
        request_hash="x",
        quantities={lantern.id: 2},
        shipping_address={**ADDRESS, "name": "Noor Haddad"},
        source=None,
    )
    with transaction() as session:
        paid = (EventKind.PAYMENT_SUCCEEDED, placed.payment_id, None, placed.total_minor, placed.currency)
        settling.apply_event(session, "sandbox", GatewayEvent(str(new_id()), *paid))
        parcel = shipments.NewShipment("key", "dhl", "JD014")
        shipments.ship(session, placed.order_id, parcel, shop_owner_id=merchant.id)
        return lookup.get_order_of_buyer(session, placed.order_id, buyer.id)


def is_back(order: lookup.Order) -> bool:
    """Tell whether the gateway has given back what was asked for, as the market's own worker asked it to."""
    with reading() as session:
        return [one.state for one in list_refunds(session, order.payment_id)] == [RefundState.SUCCEEDED]


def fits(page: Page) -> bool:
    """Tell whether a page is no wider than its window."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_one_of_two_goes_back_and_the_rest_is_kept(market, windows, picture):
    merchant, buyer = make_person(name="Mei"), make_person(name="Noor")
    order = sell(buyer, merchant)
    phone, seller = windows.phone(buyer), windows.phone(merchant)
    phone.goto(f"/orders/{order.id}")
    phone.get_by_role("button", name="It has arrived").click()
    expect(phone.get_by_text("Delivered", exact=True).first).to_be_visible()

    phone.get_by_role("link", name="Give something back").click()
    phone.get_by_label("Paper lantern").fill("1")
    expect(phone.get_by_text("$19.90", exact=True)).to_be_visible()
    phone.get_by_label("Why").select_option("changed_mind")
    picture(phone, "return-form-phone")
    assert fits(phone)
    phone.get_by_role("button", name="Ask for it").click()
    expect(phone.get_by_role("heading", name="Send it back")).to_be_visible()
    phone.get_by_label("Tracking number").fill("BACK 1")
    phone.get_by_role("button", name="I have sent it").click()
    expect(phone.get_by_text("On its way back").first).to_be_visible()
    picture(phone, "return-phone")
    assert fits(phone)

    seller.goto("/console/returns")
    picture(seller, "console-returns-phone")
    assert fits(seller)
    seller.get_by_role("link", name="Open", exact=True).last.click()
    expect(seller.get_by_text("BACK 1")).to_be_visible()
    picture(seller, "console-return-phone")
    seller.get_by_role("button", name="It is back").click()
    expect(seller.get_by_text("The money is on its way to the buyer.")).to_be_visible()
    wait_until(lambda: is_back(order))

    phone.goto(f"/orders/{order.id}")
    expect(phone.get_by_text("$19.90 of it went back to you.")).to_be_visible()
    picture(phone, "order-partly-refunded-phone")
    phone.get_by_role("button", name="Confirm receipt").click()
    phone.get_by_role("alertdialog").get_by_role("button", name="Confirm receipt").click()
    expect(phone.get_by_text("Thank you. The order is complete.")).to_be_visible()
    expect(phone.get_by_role("button", name="Confirm receipt")).to_have_count(0)
    seller.goto(f"/console/orders/{order.id}")
    expect(seller.get_by_text("Return of $19.90")).to_be_visible()
    expect(seller.get_by_text("Completed", exact=True).first).to_be_visible()
    assert available(order.line_items[0].variant_id) == 9
