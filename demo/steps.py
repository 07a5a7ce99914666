"""What the seed market lacks, in the order in which a visitor should see it appear."""

from collections.abc import Iterator
from itertools import zip_longest

from demo.articles import ARTICLES
from demo.catalogue import PRODUCTS, VIDEOS
from demo.photo_posts import PHOTO_POSTS
from demo.records import Article, PhotoPost, Product, Video
from demo.showing import build_post_step
from demo.stalls import (
    People,
    Shops,
    Step,
    build_portrait_steps,
    build_product_step,
    build_video_step,
    list_skus,
    list_titles,
)

Post = Video | PhotoPost | Article


def list_steps(people: People, opened: Shops) -> list[Step]:
    """Return what is lacking: portraits, then each post behind the products that it shows."""
    skus = list_skus(opened)
    shown = list_titles(people)
    steps = [*build_portrait_steps(people)]
    planned: set[str] = set()
    for post in _posts():
        for product in _products_in(post):
            if product.slug not in planned and product.variants[0].sku not in skus:
                steps.append(build_product_step(product, people, opened))
                planned.add(product.slug)
        if _title_of(post) not in shown:
            steps.append(_step_of(post, people, opened))
    rest = [p for p in PRODUCTS if p.slug not in planned and p.variants[0].sku not in skus]
    return [*steps, *(build_product_step(product, people, opened) for product in rest)]


def _posts() -> Iterator[Post]:
    """Return all posts, a video first and then the kinds in turn."""
    others: list[Post] = [*PHOTO_POSTS[:2], *ARTICLES, *PHOTO_POSTS[2:]]
    in_turn = zip_longest(VIDEOS, others)
    return (post for pair in in_turn for post in pair if post is not None)


def _title_of(post: Post) -> str:
    return post.title.en if isinstance(post, Video) else post.title


def _products_in(post: Post) -> list[Product]:
    skus = {tag.sku for tag in post.tags} if isinstance(post, Video) else set(post.skus)
    return [product for product in PRODUCTS if skus & {variant.sku for variant in product.variants}]


def _step_of(post: Post, people: People, opened: Shops) -> Step:
    if isinstance(post, Video):
        return build_video_step(post, people, opened)
    return build_post_step(post, people, opened)
