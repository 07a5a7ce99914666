"""What a shop offers everybody, and what a buyer keeps of it."""

from flask import Flask

from kernel.transaction import reading, transaction
from promotions import coupons
from tests.browsing import browse, field_of
from tests.factories import make_coupon, make_person, make_product, make_reduction


def test_a_buyer_keeps_a_coupon_of_a_shop_and_finds_it_among_his_own(app: Flask) -> None:
    product, buyer = make_product(), make_person()
    coupon = make_coupon(product, name="Lantern week", threshold_minor=3000)
    make_coupon(product, name="Secret", code="MOON", is_public=False)
    make_reduction(product, (2000, 300), name="Lantern days")
    browser = browse(app, buyer.id)
    path = f"/shops/{product.shop.id}/coupons"

    offers = browser.get(path).text
    token = {"csrf_token": field_of(offers, "csrf_token")}
    answers = [browser.post(f"/coupons/{coupon.id}/keep", data=token).status_code for _ in range(2)]
    own = browser.get("/coupons").text

    assert ("$3.00 off from $20.00 on" in offers, "Lantern week" in offers) == (True, True)
    assert "Secret" not in offers
    assert answers == [303, 303]
    assert ("$5.00 off, from $30.00 on" in own, product.shop.name in own) == (True, True)
    assert "Yours" in browser.get(path).text
    with reading() as session:
        assert [one.id for one in coupons.list_kept(session, buyer.id)] == [coupon.id]


def test_what_is_not_for_everybody_or_over_can_not_be_kept(app: Flask) -> None:
    product = make_product()
    secret = make_coupon(product, code="MOON", is_public=False)
    over = make_coupon(product)
    browser = browse(app, make_person().id)
    token = {"csrf_token": field_of(browser.get(f"/shops/{product.shop.id}/coupons").text, "csrf_token")}
    with transaction() as session:
        coupons.end_coupon(session, over.id, owner_id=product.shop.owner_id)

    answers = [browser.post(f"/coupons/{one.id}/keep", data=token).status_code for one in (secret, over)]

    assert answers == [404, 404]


def test_a_stranger_sees_what_is_offered_and_nothing_is_said_of_what_is_not(app: Flask) -> None:
    product = make_product()
    stranger = app.test_client()
    path = f"/shops/{product.shop.id}/coupons"

    empty = stranger.get(path).text
    make_coupon(product, name="Lantern week")
    full = stranger.get(path).text

    assert "Nothing on offer just now" in empty
    assert ("Lantern week" in full, "Log in to keep it" in full) == (True, True)
    assert stranger.get("/coupons").status_code == 401
