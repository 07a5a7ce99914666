"""The seed market is consistent: whatever it refers to exists."""

from collections import Counter

from demo.catalogue import ACCOUNTS, PRODUCTS, SHOPS, VIDEOS
from demo.pictures import PICTURES
from demo.records import Text
from demo.scenes import SCENES
from demo.show import COMING, SHOW

SKUS = {variant.sku for product in PRODUCTS for variant in product.variants}
HANDLES = {account.handle for account in ACCOUNTS}


def test_everyone_who_is_promised_a_log_in_has_one() -> None:
    names = {account.email.removesuffix("@nightmarket.test") for account in ACCOUNTS}

    assert names == {"creator", "creator2", "merchant", "buyer", "buyer2", "moderator", "admin"}


def test_no_handle_shop_product_sku_or_video_is_named_twice() -> None:
    names = [
        *(account.handle for account in ACCOUNTS),
        *(f"shop {shop.slug}" for shop in SHOPS),
        *(f"product {product.slug}" for product in PRODUCTS),
        *(variant.sku for product in PRODUCTS for variant in product.variants),
        *(f"video {video.slug}" for video in VIDEOS),
    ]

    assert [name for name, count in Counter(names).items() if count > 1] == []


def test_shops_products_and_videos_belong_to_someone_who_exists() -> None:
    assert {shop.owner for shop in SHOPS} <= HANDLES
    assert {product.shop for product in PRODUCTS} == {shop.slug for shop in SHOPS}
    assert {video.creator for video in VIDEOS} <= HANDLES


def test_every_tag_shows_a_sku_that_is_sold_within_its_clip() -> None:
    for video in VIDEOS:
        for tag in video.tags:
            assert tag.sku in SKUS
            assert 0 <= tag.start_seconds < tag.end_seconds <= SCENES[video.scene].seconds


def test_the_show_sells_its_hosts_own_goods_for_less_and_who_talks_exists() -> None:
    shops = {shop.slug for shop in SHOPS if shop.owner == SHOW.host}
    prices = {v.sku: v.price_minor for product in PRODUCTS if product.shop in shops for v in product.variants}
    lines = [*SHOW.opening, *(line for act in SHOW.acts for line in act.lines)]

    assert SHOW.scene in SCENES
    assert all(act.price_minor < prices[act.sku] for act in SHOW.acts)
    assert {line.author for line in lines} <= HANDLES
    assert all(0 < len(line.text) <= 200 for line in lines)
    assert COMING.host in HANDLES
    assert set(COMING.skus) <= SKUS
    assert {SHOW.cover, COMING.cover} <= set(PICTURES)


def test_every_scene_is_shown_by_one_video() -> None:
    assert sorted(video.scene for video in VIDEOS) == sorted(SCENES)


def test_every_picture_that_is_named_can_be_drawn_and_none_is_left_over() -> None:
    named = {account.avatar for account in ACCOUNTS} | {shop.banner for shop in SHOPS}
    named |= {picture for product in PRODUCTS for picture in product.pictures}

    assert named <= set(PICTURES)
    assert {name for name in set(PICTURES) - named if not name.startswith("avatars/")} == set()


def test_prices_are_whole_cents_and_something_is_sold_out() -> None:
    variants = [variant for product in PRODUCTS for variant in product.variants]

    assert all(500 <= variant.price_minor <= 10_000 for variant in variants)
    assert {product.currency for product in PRODUCTS} == {"USD"}
    assert min(variant.stock_count for variant in variants) == 0


def test_a_text_that_is_translated_is_translated_into_both_scripts() -> None:
    texts: list[Text] = [account.bio for account in ACCOUNTS]
    texts += [text for shop in SHOPS for text in (shop.name, shop.description)]
    texts += [text for product in PRODUCTS for text in (product.title, product.description)]
    texts += [text for video in VIDEOS for text in (video.title, video.description)]

    assert all(text.en and bool(text.zh_hant) == bool(text.zh_hans) for text in texts)
