"""From an order to the second of the video in which it was seen."""

from playwright.sync_api import expect

from accounts.roles import Role
from kernel.ids import new_id
from orders import checkout
from tests.browser.making import publish_clip
from tests.factories import make_person, make_product
from tests.service.orders.market_day import ADDRESS

PLAYING_MS = 20_000
#: Some moment that is not the start of the clip.
SEEN_SECONDS = 1.5


def test_a_buyer_sees_again_the_moment_in_which_he_bought(market, windows, picture):
    creator, buyer, product = make_person(Role.CREATOR), make_person(name="Noor"), make_product()
    video_id = publish_clip(creator, title="Paper lanterns at dusk", tagged=product)
    placed = checkout.place_order(
        buyer_id=buyer.id,
        key=str(new_id()),
        request_hash="x",
        quantities={product.variants[0].id: 1},
        shipping_address={**ADDRESS, "name": "Noor"},
        source={"kind": "video", "id": str(video_id), "media_time_seconds": SEEN_SECONDS},
    )
    phone = windows.phone(buyer)
    phone.goto(f"/orders/{placed.order_id}")

    phone.get_by_role("link", name="Watch what you bought").click()

    expect(phone).to_have_url(f"{market.url}/v/{video_id}#t=1.5")
    began = f"() => document.querySelector('nm-clip video')?.currentTime >= {SEEN_SECONDS - 0.2}"
    phone.wait_for_function(began, timeout=PLAYING_MS)
    picture(phone, "bought-phone")
