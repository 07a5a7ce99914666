"""The seed market is consistent: whatever it refers to exists."""

from collections import Counter

from demo.articles import ARTICLES
from demo.catalogue import ACCOUNTS, PRODUCTS, SHOPS, VIDEOS
from demo.photo_posts import PHOTO_POSTS
from demo.pictures import PICTURES
from demo.records import Heading, Paragraph, Text
from demo.reviewing import LEFT_IN_QUEUE, NEWCOMER
from demo.scenes import SCENES
from demo.show import COMING, SHOW
from demo.talks import FOLLOWS, TALKS
from demo.trade import BOUGHT, COLLECTIONS
from kernel.config import Config

SKUS = {variant.sku for product in PRODUCTS for variant in product.variants}
HANDLES = {account.handle for account in ACCOUNTS}
POSTS = [*PHOTO_POSTS, *ARTICLES]
PUBLIC = [
    *(video.title.en for video in VIDEOS if video.title.en != LEFT_IN_QUEUE),
    *(post.title for post in PHOTO_POSTS if post.days_ahead is None),
    *(article.title for article in ARTICLES if not article.is_draft),
]


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
        *(f"post {title}" for title in [*(v.title.en for v in VIDEOS), *(post.title for post in POSTS)]),
        *(f"order {bought.key}" for bought in BOUGHT),
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


def test_posts_show_what_is_sold_by_people_who_exist_on_pictures_that_are_described() -> None:
    photos = [photo for post in POSTS for photo in post.photos]
    spots = [spot for photo in photos for spot in photo.spots]

    assert {post.creator for post in POSTS} <= HANDLES
    assert {sku for post in POSTS for sku in post.skus} <= SKUS
    assert all(photo.alt for photo in photos)
    assert all(0 < place < 1000 for spot in spots for place in (spot.x_permille, spot.y_permille))
    assert all(2 <= len(post.photos) <= 9 and post.skus for post in PHOTO_POSTS)


def test_one_post_waits_for_its_time_and_one_for_its_author() -> None:
    scheduled = [post for post in PHOTO_POSTS if post.days_ahead is not None]
    drafts = [article for article in ARTICLES if article.is_draft]

    assert (len(scheduled), len(drafts)) == (1, 1)


def test_the_newcomer_has_not_shown_enough_yet_for_his_last_video_to_need_no_look() -> None:
    shown = [video.title.en for video in VIDEOS if video.creator == NEWCOMER]
    shown += [post.title for post in POSTS if post.creator == NEWCOMER]

    assert len(shown) - 1 < Config.from_env({"NIGHTMARKET_ENVIRONMENT": "test"}).review_first_videos


def test_only_the_seed_markets_people_follow_like_and_talk_and_only_of_public_posts() -> None:
    spoken = [line for talk in TALKS for said in talk.comments for line in (said.line, *said.answers)]
    names = {handle for talk in TALKS for handle in (*talk.likes, *talk.saves)}
    names |= {line.author for line in spoken} | set(FOLLOWS)
    names |= {handle for followed in FOLLOWS.values() for handle in followed}

    assert names <= HANDLES
    assert all(handle not in followed for handle, followed in FOLLOWS.items())
    assert {talk.title for talk in TALKS} <= set(PUBLIC)
    assert any(said.answers for talk in TALKS for said in talk.comments)


def test_a_collection_holds_products_of_its_shop_and_every_shop_has_one() -> None:
    shops = {product.slug: product.shop for product in PRODUCTS}

    assert {collection.shop for collection in COLLECTIONS} == {shop.slug for shop in SHOPS}
    assert all(shops[slug] == one.shop for one in COLLECTIONS for slug in one.products)


def test_an_order_is_of_one_shop_seen_in_a_public_post_and_its_parcel_holds_no_more_than_was_bought() -> None:
    shops = {variant.sku: product.shop for product in PRODUCTS for variant in product.variants}

    for bought in BOUGHT:
        assert len({shops[sku] for sku in bought.units}) == 1
        assert bought.seen_in in PUBLIC
        assert bought.buyer in HANDLES
        assert all(count <= bought.units[sku] for sku, count in bought.parcel.items())
    assert {bool(bought.parcel) for bought in BOUGHT} == {True, False}


def test_every_scene_is_shown_by_one_video() -> None:
    assert sorted(video.scene for video in VIDEOS) == sorted(SCENES)


def test_every_picture_that_is_named_can_be_drawn_and_none_is_left_over() -> None:
    named = {account.avatar for account in ACCOUNTS} | {shop.banner for shop in SHOPS}
    named |= {picture for product in PRODUCTS for picture in product.pictures}
    named |= {photo.picture for post in POSTS for photo in post.photos}

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
    texts += [post.description for post in POSTS]
    texts += [b.text for article in ARTICLES for b in article.blocks if isinstance(b, Heading | Paragraph)]

    assert all(text.en and bool(text.zh_hant) == bool(text.zh_hans) for text in texts)
