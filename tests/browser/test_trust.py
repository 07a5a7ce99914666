"""What a buyer can look up before he trusts a price, on a phone."""

from playwright.sync_api import expect

from accounts.mailboxes import get_mailbox
from kernel.transaction import reading, transaction
from orders import paying, shipments
from orders.shipments import NewShipment
from products import variants, wishes
from tests.browser.making import buy_directly
from tests.factories import PASSWORD, let_prices_age, make_deal, make_person, make_product, make_shop
from tests.waiting import wait_until


def test_a_price_is_shown_with_its_history_and_what_it_is_reduced_from(market, windows, picture):
    product = make_product(price_minor=1990, title="Paper lantern")
    let_prices_age(product)
    make_deal(product, price_minor=900)
    phone = windows.phone()

    phone.goto(f"/p/{product.id}")
    history = phone.get_by_role("region", name="What it has cost")
    history.scroll_into_view_if_needed()

    expect(history).to_contain_text("$9.00 instead of $19.90 (−54%)")
    expect(history.locator("svg .chart__level")).to_be_attached()
    history.get_by_role("img").last.focus()
    expect(history.locator("[data-chosen-point]")).to_contain_text("$9.00")
    history.locator("summary").press("Enter")
    expect(history.get_by_role("cell", name="$19.90").first).to_be_visible()
    picture(phone, "price-history")


def test_a_guest_wishes_signs_in_and_hears_when_the_price_falls(market, windows, picture):
    product = make_product(price_minor=1990, title="Paper lantern")
    buyer = make_person(name="Noor")
    phone = windows.phone()

    phone.goto(f"/p/{product.id}")
    phone.get_by_role("button", name="Wish list").click()
    phone.wait_for_url("**/login?**")
    with reading() as session:
        phone.get_by_label("E-mail").fill(get_mailbox(session, buyer.id).email)
    phone.get_by_label("Password").fill(PASSWORD)
    phone.get_by_role("main").get_by_role("button", name="Sign in").click()
    phone.wait_for_url(f"**/p/{product.id}")
    expect(phone.get_by_role("button", name="Wish list", pressed=True)).to_be_visible()
    expect(phone.get_by_text("On your wish list now.")).to_be_visible()
    picture(phone, "wish")
    with transaction() as session:
        variant_id = product.variants[0].id
        variants.change_variant(session, variant_id, owner_id=product.shop.owner_id, price_minor=1500)
    with transaction() as session:
        wishes.tell_price_drops(session)

    phone.goto("/wishes")
    expect(phone.get_by_text("$19.90 when you wished for it; now less")).to_be_visible()
    picture(phone, "wishes")
    phone.get_by_role("button", name="Take Paper lantern off the list").click()
    expect(phone.get_by_role("heading", name="Paper lantern")).to_be_hidden()
    phone.get_by_role("button", name="Undo").click()
    expect(phone.get_by_role("heading", name="Paper lantern")).to_be_visible()
    notice = phone.get_by_role("link", name="Something on your wish list costs less now.")
    wait_until(lambda: phone.goto("/notifications") and notice.count() == 1)
    notice.click()
    expect(phone.get_by_role("heading", name="Paper lantern")).to_be_visible()


def test_a_buyer_reviews_what_was_sent_the_merchant_answers_another_finds_it_helpful(
    market, windows, picture
):
    seller, buyer, other = make_person(name="Mei"), make_person(name="Noor"), make_person(name="Tom")
    product = make_product(make_shop(seller), title="Paper lantern")
    order_id = buy_directly(buyer, product.variants[0].id, name="Noor")
    with transaction() as session:
        paying.mark_paid(session, order_id)
    with transaction() as session:
        shipments.ship(session, order_id, NewShipment("one", "other", ""), shop_owner_id=seller.id)
    phone, shop, reader = windows.phone(buyer), windows.phone(seller), windows.phone(other)

    phone.goto(f"/orders/{order_id}")
    phone.get_by_role("link", name="Review Paper lantern").click()
    phone.get_by_role("radio", name="4 stars").check()
    phone.get_by_label("What should others know?").fill(
        "<img src=x onerror=alert(1)> Bright, and folds flat."
    )
    picture(phone, "review-form")
    phone.get_by_role("button", name="Publish").click()
    expect(phone.get_by_text("Bright, and folds flat.")).to_be_visible()
    shop.goto(f"/p/{product.id}")
    shop.get_by_role("link", name="Reviews").click()
    shop.get_by_label("Your answer").fill("Thank you, Noor.")
    shop.get_by_role("button", name="Publish the answer").click()
    expect(shop.locator("blockquote")).to_contain_text("Thank you, Noor.")
    reader.goto(f"/p/{product.id}/reviews")
    reader.get_by_role("button", name="Helpful").click()

    expect(reader.get_by_role("button", name="Helpful (1)")).to_be_visible()
    expect(reader.locator(".reviews__average")).to_contain_text("4.0")
    expect(reader.get_by_text("<img src=x onerror=alert(1)>")).to_be_visible()
    picture(reader, "reviews")
