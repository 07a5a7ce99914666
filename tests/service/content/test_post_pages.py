"""The pages of photo posts, articles, hashtags and the studio: who sees what, and that words stay words."""

import json
import re
import uuid
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from accounts.people import Person
from accounts.roles import Role
from kernel import runtime
from kernel.transaction import transaction
from moderation import takedowns
from tests.factories import make_person, make_product
from tests.market import ApiClient, api_as
from tests.service.content.test_pages import browse_as
from tests.service.content.test_posts import begin, change, fill, trust

HOSTILE = "</script><b>x\"'"


@pytest.fixture
def person(app: Flask) -> Person:
    """A creator whose posts need no review."""
    made = make_person(Role.CREATOR, name="Mei <i>Noodles</i>")
    trust(made)
    return made


@pytest.fixture
def creator(app: Flask, person: Person) -> ApiClient:
    """That creator, at the API."""
    return api_as(app, person.id)


def publish_photos(creator: ApiClient, **words: Any) -> str:
    """Publish a photo post with a product on its picture; return its path."""
    post_id = begin(creator, title="Lantern night", description="Rain. #夜市")["id"]
    [picture_id] = fill(creator, post_id)
    place = {"picture_id": picture_id, "x_permille": 500, "y_permille": 250}
    tag = {"variant_id": str(make_product(title=words.get("title", "Paper lantern")).variants[0].id)}
    alt = words.pop("alt", "A lantern")
    changed = change(
        creator, post_id, product_tags=[tag | place], pictures=[{"id": picture_id, "alt": alt}], **words
    )
    assert changed.status_code == 200, changed.text
    path: str = creator.post(f"/posts/{post_id}/publish", {}).json["path"]
    return path


def publish_article(creator: ApiClient, text: str = "It is folded.") -> str:
    """Publish an article with a block of each kind; return its path."""
    post_id = begin(creator, "article", title="How lanterns are made")["id"]
    [picture_id] = fill(creator, post_id)
    blocks = [
        {"type": "heading", "text": text},
        {"type": "text", "text": text},
        {"type": "picture", "picture_id": picture_id},
        {"type": "product", "variant_id": str(make_product().variants[0].id)},
    ]
    changed = change(creator, post_id, blocks=blocks)
    assert changed.status_code == 200, changed.text
    path: str = creator.post(f"/posts/{post_id}/publish", {}).json["path"]
    return path


def linked_data(text: str) -> dict[str, Any]:
    """Return the schema.org object of a page."""
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    assert found is not None
    described: dict[str, Any] = json.loads(found[1])
    return described


def test_a_photo_post_shows_its_pictures_and_what_is_on_them(app: Flask, creator: ApiClient):
    page = browse_as(app).get(publish_photos(creator, disclosure="commission"))

    assert 'alt="A lantern"' in page.text
    assert 'data-x="500" data-y="250"' in page.text
    assert "Earns a commission" in page.text
    assert '<a href="/tags/%E5%A4%9C%E5%B8%82">#夜市</a>' in page.text


def test_an_article_shows_its_blocks_in_order(app: Flask, creator: ApiClient):
    text = browse_as(app).get(publish_article(creator)).text

    places = [text.index(part) for part in ("<h2>", "<p>It is", '<figure class="art', '<aside class="art')]
    assert places == sorted(places)


@pytest.mark.parametrize("make", [publish_photos, publish_article])
def test_links_to_a_post_have_a_preview(app: Flask, creator: ApiClient, make: Any):
    path = make(creator)
    address = f"{runtime.config().public_url}{path}"

    page, oembed = browse_as(app).get(path), browse_as(app).get("/oembed", query_string={"url": address})

    described = linked_data(page.text)
    assert f'<meta property="og:url" content="{address}">' in page.text
    assert described["url"] == address
    assert described["author"]["name"] == "Mei <i>Noodles</i>"
    assert oembed.json["version"] == "1.0"
    picture = oembed.json.get("url") or oembed.json["thumbnail_url"]
    fetched = browse_as(app).get(picture.removeprefix(runtime.config().public_url), buffered=True)
    assert fetched.content_type == "image/jpeg"


@pytest.mark.parametrize("url", ["", "https://elsewhere.test/photos/x", "/photos/../etc", "%s/p/1"])
def test_a_link_to_anything_else_has_none(app: Flask, creator: ApiClient, url: str):
    wanted = url % runtime.config().public_url if "%s" in url else url

    assert browse_as(app).get("/oembed", query_string={"url": wanted}).status_code == 404


@pytest.mark.parametrize("make", [publish_photos, publish_article])
def test_a_post_taken_down_is_nowhere(app: Flask, person: Person, creator: ApiClient, make: Any):
    path = make(creator)
    post_id = path.rpartition("/")[2]
    post = creator.get(f"/posts/{post_id}").json

    with transaction() as session:
        takedowns.take_down(
            session,
            subject_kind=post["kind"],
            subject_id=uuid.UUID(post_id),
            owner_id=person.id,
            moderator_id=make_person(Role.MODERATOR).id,
            reason="Counterfeit",
        )

    visitor: FlaskClient = browse_as(app)
    address = f"{runtime.config().public_url}{path}"
    asked = [path, post["pictures"][0]["url"], f"/oembed?url={address}"]
    assert [visitor.get(url).status_code for url in asked] == [404, 404, 404]
    assert post_id not in visitor.get("/tags/夜市").text
    assert "Counterfeit" in browse_as(app, person).get(path).text


def test_a_hostile_text_stays_text_on_every_page(app: Flask, person: Person, creator: ApiClient):
    photos = publish_photos(creator, title=HOSTILE, description=f"{HOSTILE} #hostile", alt=HOSTILE)
    article = publish_article(creator, HOSTILE)
    browsers = {None: browse_as(app), person: browse_as(app, person)}
    pages = [(None, photos), (None, article), (None, "/tags/hostile"), (person, "/studio")]
    pages += [(person, f"/studio{photos}"), (person, f"/studio{article}")]

    texts = [browsers[who].get(path) for who, path in pages]

    assert [page.status_code for page in texts] == [200] * len(pages)
    assert not [page.request.path for page in texts if "<b>x" in page.text]
    assert linked_data(texts[0].text)["name"] == HOSTILE


def test_the_studio_has_all_kinds_and_can_show_one(app: Flask, person: Person, creator: ApiClient):
    photo, article = begin(creator), begin(creator, "article")

    pages = [browse_as(app, person).get(path).text for path in ("/studio", "/studio?kind=photo")]

    found = [[post["id"] in page for post in (photo, article)] for page in pages]
    assert found == [[True, True], [True, False]]


def test_a_removed_draft_is_not_edited(app: Flask, person: Person, creator: ApiClient):
    post_id = begin(creator)["id"]
    creator.send("DELETE", f"/posts/{post_id}")

    assert browse_as(app, person).get(f"/studio/photos/{post_id}").status_code == 404
