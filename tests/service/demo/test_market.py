"""The seed market's posts, talk and collections: made by the services once, and found at the next start."""

from pathlib import Path

import pytest
from flask import Flask

from content import comment_pages, post_pictures, posts, tags
from content.comment_pages import Viewer
from content.posts import Post, PostKind
from content.reactions import get_reactions
from content.states import PostState
from demo.articles import ARTICLES
from demo.buying import arrange_collections
from demo.draw import file_of
from demo.photo_posts import PHOTO_POSTS
from demo.reviewing import approve_seeded
from demo.sending import arrange_shipping
from demo.stalls import MAX_LISTED, People, Shops, find_or_make_people, find_or_open_shops
from demo.steps import list_steps
from demo.talks import TALKS
from demo.trade import COLLECTIONS
from demo.visitors import follow_each_other, talk
from kernel.clock import now
from kernel.transaction import reading, transaction
from orders.shipping import taxes, zones
from products import collections
from tests.factories import PASSWORD
from tests.pictures import jpeg_bytes

#: Videos need a worker that transcodes; portraits are like products' pictures.
WANTED = ("On sale", "Shown")


@pytest.fixture(scope="module")
def people(app: Flask) -> People:
    """Make the seed market's people, who follow each other."""
    made = find_or_make_people(PASSWORD)
    follow_each_other(made)
    return made


@pytest.fixture(scope="module")
def opened(people: People, tmp_path_factory: pytest.TempPathFactory) -> Shops:
    """Open the shops, show the photo posts and articles with plain pictures, and let people talk of them."""
    folder = tmp_path_factory.mktemp("drawn")
    shops = find_or_open_shops(people)
    for step in list_steps(people, shops):
        if step.sentence.startswith(WANTED):
            for name in step.needs:
                draw_plainly(file_of(folder, name))
            step.take(folder)
    approve_seeded(people)
    talk(people)
    arrange_collections(people, shops)
    return shops


def test_every_photo_post_shows_its_pictures_with_words_and_products_on_them(people, opened):
    for wanted in PHOTO_POSTS:
        post = find_post(people, wanted.title)

        with reading() as session:
            pictures = post_pictures.list_pictures(session, [post.id])[post.id]
            placed = tags.list_tags(session, [post.id])[post.id]

        assert post.kind is PostKind.PHOTO
        assert [picture.alt for picture in pictures] == [photo.alt for photo in wanted.photos]
        assert len(placed) == len(wanted.skus)
        assert all(tag.picture_id and tag.x_permille and tag.y_permille for tag in placed)


def test_every_article_is_made_of_its_blocks_and_its_products_know_it(people, opened):
    for wanted in ARTICLES:
        post = find_post(people, wanted.title)

        with reading() as session:
            shown = tags.list_tags(session, [post.id]).get(post.id, [])

        assert post.kind is PostKind.ARTICLE
        assert len(post.blocks) == len(wanted.blocks)
        assert len(shown) == len(wanted.skus)


def test_what_waits_for_its_time_or_its_author_is_a_draft_and_all_else_is_public(people, opened):
    scheduled = {post.title for post in PHOTO_POSTS if post.days_ahead is not None}
    unfinished = {article.title for article in ARTICLES if article.is_draft}

    found = {post.title: post for post in own_posts(people)}

    drafts = {title for title, post in found.items() if post.state is PostState.DRAFT}
    assert drafts == scheduled | unfinished
    assert {post.state for title, post in found.items() if title not in drafts} == {PostState.PUBLISHED}
    for title in scheduled:
        at = found[title].scheduled_at
        assert at is not None
        assert at > now()


def test_only_the_markets_own_people_like_and_talk_and_the_counts_are_theirs(people, opened):
    titles = {post.title for post in own_posts(people)}

    for wanted in (one for one in TALKS if one.title in titles):
        post = find_post(people, wanted.title)
        with reading() as session:
            counts = get_reactions(session, post.id, None)
            said = comment_pages.list_comments(session, post.id, Viewer()).items
        answers = [answer for comment in wanted.comments for answer in comment.answers]
        assert (counts.likes_count, counts.saves_count) == (len(wanted.likes), len(wanted.saves))
        assert counts.comments_count == len(wanted.comments) + len(answers)
        assert (counts.views_count, counts.shares_count) == (0, 0)
        assert sum(comment.replies_count for comment in said) == len(answers)
        assert sum(comment.is_pinned for comment in said) == sum(one.is_pinned for one in wanted.comments)


def test_every_shop_has_its_collections(people, opened):
    for slug, shop_id in opened.items():
        with reading() as session:
            found = collections.list_collections(session, shop_id)

        wanted = [one for one in COLLECTIONS if one.shop == slug]
        assert [(one.name, len(one.product_ids)) for one in found] == [
            (w.name, len(w.products)) for w in wanted
        ]


def test_another_start_adds_nothing_and_leaves_alone_what_somebody_has_rearranged(people, opened):
    shop_id = opened["slow-kiln"]
    with transaction() as session:
        kept = collections.list_collections(session, shop_id)[0]
        owner_id = people["slowkiln"]
        collections.change_collection(session, kept.id, owner_id=owner_id, name="For two", product_ids=())
    before = sorted(post.title for post in own_posts(people))

    follow_each_other(people)
    talk(people)
    arrange_collections(people, opened)

    steps = [step.sentence for step in list_steps(people, opened) if step.sentence.startswith(WANTED)]
    assert steps == []
    assert sorted(post.title for post in own_posts(people)) == before
    with reading() as session:
        assert [one.name for one in collections.list_collections(session, shop_id)] == ["For two"]


def own_posts(people: People) -> list[Post]:
    """Return all posts of the seed market's people."""
    with reading() as session:
        return [
            post
            for user_id in people.values()
            for post in posts.list_own_posts(session, user_id, limit=MAX_LISTED).items
        ]


def find_post(people: People, title: str) -> Post:
    """Return the post of a title."""
    return next(post for post in own_posts(people) if post.title == title)


def draw_plainly(path: Path) -> None:
    """Put some picture where a drawn one would be."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(jpeg_bytes(90, 120))


def test_shops_send_where_they_mean_to_and_a_second_start_changes_nothing(people, opened):
    for _ in range(2):
        arrange_shipping(people, opened)

    with reading() as session:
        found = zones.list_zones_of(session, opened.values())
        (tax,) = taxes.list_taxes(session, opened["cloud-ridge"])
    sent = {slug: [zone.name for zone in found.get(shop_id, ())] for slug, shop_id in opened.items()}
    assert {slug: names for slug, names in sent.items() if names} == {
        "lantern-lane": ["Taiwan", "Elsewhere"],
        "cloud-ridge": ["Taiwan", "Elsewhere"],
        "slow-kiln": ["East Asia"],
    }
    assert all(zone.methods for listed in found.values() for zone in listed)
    assert (tax.country, tax.basis_points, tax.is_included) == ("TW", 500, True)
