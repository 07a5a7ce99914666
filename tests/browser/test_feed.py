"""The feed with posts of all kinds: photos to swipe through, an article that leads to its page."""

import io
import uuid

from playwright.sync_api import Page, expect

from accounts.people import Person
from accounts.roles import Role
from content import editing
from content.editing import PostChange
from content.post_pictures import stored_picture
from content.posts import PostKind
from content.recommended import forget_windows
from content.states import PostState
from content.tags import Tag
from kernel.transaction import transaction
from moderation import reviews
from moderation.decisions import Action
from tests.browser.making import publish_clip
from tests.clips import clip_bytes
from tests.factories import make_person, make_product
from tests.pictures import jpeg_bytes

LOADED_MS = 20_000
#: Whether a video comes back to its beginning by itself.
BEGINS_ANEW = """video => new Promise((resolve) => {
  let latest = 0;
  video.addEventListener("timeupdate", () => {
    if (video.currentTime < latest) { resolve(true); }
    latest = video.currentTime;
  });
  setTimeout(() => resolve(false), 30_000);
})"""


def add_pictures(post_id: uuid.UUID, creator: Person, sizes: list[tuple[int, int]]) -> list[uuid.UUID]:
    """Give a post pictures of these sizes."""
    made = []
    for size in sizes:
        with stored_picture(post_id, io.BytesIO(jpeg_bytes(*size))) as new, transaction() as session:
            made.append(editing.add_picture_to(session, post_id, creator.id, new).id)
    return made


def publish(post_id: uuid.UUID, creator: Person, **words: object) -> None:
    """Finish a post and let a moderator approve it."""
    with transaction() as session:
        editing.change_post(session, post_id, creator.id, PostChange(**words))
        state = editing.publish_post(session, post_id, creator.id).state
    if state is PostState.IN_REVIEW:
        moderator = make_person(Role.MODERATOR)
        with transaction() as session:
            reviews.decide(session, post_id, moderator_id=moderator.id, decision=Action.APPROVE, reason="")
    forget_windows()


def create(creator: Person, kind: PostKind, title: str) -> uuid.UUID:
    """Begin a post."""
    with transaction() as session:
        return editing.create_post(
            session, creator.id, kind, PostChange(title=title, description="By hand.")
        ).id


def publish_photos(title: str) -> uuid.UUID:
    """Publish three pictures, the second with a product on it."""
    creator = make_person(Role.CREATOR, name="Mei")
    post_id = create(creator, PostKind.PHOTO, title)
    pictures = add_pictures(post_id, creator, [(600, 800), (800, 600), (600, 600)])
    tag = Tag(make_product().variants[0].id, picture_id=pictures[1], x_permille=500, y_permille=500)
    publish(post_id, creator, alts={id_: f"Picture {at}" for at, id_ in enumerate(pictures)}, tags=[tag])
    return post_id


def publish_article(title: str) -> uuid.UUID:
    """Publish an article with a picture."""
    creator = make_person(Role.CREATOR, name="Jun")
    post_id = create(creator, PostKind.ARTICLE, title)
    [picture_id] = add_pictures(post_id, creator, [(800, 600)])
    blocks = [
        {"type": "text", "text": "Paper is folded, not cut."},
        {"type": "picture", "picture_id": str(picture_id)},
    ]
    publish(post_id, creator, alts={picture_id: "A folded lantern"}, blocks=blocks)
    return post_id


def post_named(page: Page, title: str):
    """Return the post of the feed with this title, brought to the screen."""
    post = page.locator(".clip", has=page.get_by_role("heading", name=title)).first
    post.scroll_into_view_if_needed()
    expect(post).to_have_attribute("data-state", "shown", timeout=LOADED_MS)
    return post


def test_pictures_are_turned_by_button_and_key_and_offer_what_is_on_them(market, windows, picture):
    publish_photos("Three lanterns")
    page = windows.desktop()
    page.goto("/")
    post = post_named(page, "Three lanterns")
    expect(post.locator(".clip__number")).to_have_text("1 of 3")
    picture(page, "feed-photos-desktop")

    post.get_by_role("button", name="Next picture").click()
    expect(post.locator(".clip__number")).to_have_text("2 of 3")
    expect(post.locator(".clip__words > .offer")).to_be_visible()
    page.keyboard.press("ArrowRight")

    expect(post.locator(".clip__number")).to_have_text("3 of 3")
    expect(post.locator(".clip__words > .offer")).to_be_hidden()


def test_an_article_is_a_card_that_leads_to_its_page(market, windows, picture):
    post_id = publish_article("How lanterns are folded")
    page = windows.phone()
    page.goto("/")
    post = post_named(page, "How lanterns are folded")
    picture(page, "feed-article-phone")

    post.get_by_role("link", name="Read the article").click()

    page.wait_for_url(f"**/articles/{post_id}")


def test_a_photo_post_is_liked_by_a_double_tap(market, windows, picture):
    publish_photos("Lanterns to love")
    page = windows.phone(make_person())
    page.goto("/")
    post = post_named(page, "Lanterns to love")
    picture(page, "feed-photos-phone")

    post.locator(".clip__slides").dblclick(position={"x": 150, "y": 300})

    expect(post.locator("[data-react=like]")).to_have_attribute("aria-pressed", "true")


def test_a_clip_whose_sound_outlasts_its_pictures_by_a_breath_begins_anew(market, windows):
    # Whole segments of pictures: what is left of the sound is one frame behind them.
    publish_clip(make_person(Role.CREATOR, name="Mei"), title="Round and round", data=clip_bytes(6))
    page = windows.phone(make_person())
    page.goto("/?kind=newest")

    clip = page.locator(".clip").filter(has=page.get_by_role("heading", name="Round and round"))
    assert clip.locator("video").evaluate(BEGINS_ANEW)
