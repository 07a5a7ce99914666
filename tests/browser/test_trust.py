"""What a buyer can look up before he trusts a price, on a phone."""

from playwright.sync_api import expect

from tests.factories import let_prices_age, make_deal, make_product


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
