"""The seed market's people, shops, products and videos, each made by the service that makes everybody's."""

import io
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from accounts import people as accounts
from accounts import pictures as portraits
from accounts.roles import Role
from content import captions, posts, uploads, videos
from content.tags import Tag
from demo.captions import list_files
from demo.catalogue import ACCOUNTS, SHOPS
from demo.draw import file_of
from demo.records import Account, Product, Text, Video
from kernel import runtime
from kernel.storage import FileSystemStorage
from kernel.transaction import reading, transaction
from products import catalogue, pictures, shops
from products.variants import NewVariant

People = dict[str, uuid.UUID]
Shops = dict[str, uuid.UUID]
MAX_LISTED = 100
PART_URL_SECONDS = 600


@dataclass(frozen=True)
class Step:
    """One thing that is lacking: which drawings it needs, how to add it, and what to say then."""

    needs: tuple[str, ...]
    take: Callable[[Path], None]
    sentence: str


def find_or_make_people(password: str) -> People:
    """Return the seed market's people by handle; their password is `password` from now on."""
    return {account.handle: _find_or_make(account, password) for account in ACCOUNTS}


def find_or_open_shops(people: People) -> Shops:
    """Return the seed market's shops by their short names."""
    found: Shops = {}
    for shop in SHOPS:
        owner_id = people[shop.owner]
        with transaction() as session:
            owned = {own.name: own.id for own in shops.list_shops_of(session, owner_id)}
            found[shop.slug] = (
                owned.get(shop.name.en) or shops.open_shop(session, owner_id=owner_id, name=shop.name.en).id
            )
    return found


def build_portrait_steps(people: People) -> Iterator[Step]:
    """Return how the portraits that nobody has hung up yet are hung up."""
    for account in ACCOUNTS:
        user_id = people[account.handle]
        with reading() as session:
            if accounts.get_person(session, user_id).avatar_key is not None:
                continue

        def hang(folder: Path, account: Account = account, user_id: uuid.UUID = user_id) -> None:
            with file_of(folder, account.avatar).open("rb") as file:
                key = portraits.store_avatar(file)
            with transaction() as session:
                accounts.set_avatar(session, user_id, key)

        yield Step((account.avatar,), hang, f"{account.display_name} has arrived.")


def build_product_step(product: Product, people: People, opened: Shops) -> Step:
    """Return how a product is put on sale."""
    owner_id = people[next(shop.owner for shop in SHOPS if shop.slug == product.shop)]

    def put_on_sale(folder: Path) -> None:
        with transaction() as session:
            made = catalogue.create_product(
                session,
                opened[product.shop],
                owner_id=owner_id,
                title=product.title.en,
                description=written(product.description),
                currency=product.currency,
                variants=[
                    NewVariant(
                        sku=v.sku, options=v.options, price_minor=v.price_minor, stock_count=v.stock_count
                    )
                    for v in product.variants
                ],
            )
        for name in product.pictures:
            with (
                file_of(folder, name).open("rb") as file,
                pictures.stored_picture(file) as stored,
                transaction() as session,
            ):
                pictures.add_picture(session, made.id, stored, owner_id=owner_id)

    return Step(product.pictures, put_on_sale, f"On sale: {product.title.en}.")


def build_video_step(video: Video, people: People, opened: Shops) -> Step:
    """Return how a video is uploaded."""
    creator_id = people[video.creator]

    def show(folder: Path) -> None:
        upload_id = _upload(file_of(folder, video.scene), creator_id)
        skus = list_skus(opened)
        tags = [Tag(skus[tag.sku], tag.start_seconds, tag.end_seconds) for tag in video.tags]
        with transaction() as session:
            made = videos.create_video(
                session,
                creator_id=creator_id,
                upload_id=upload_id,
                title=video.title.en,
                description=written(video.description),
                tags=tags,
            )
        for language, file in list_files(video.slug).items():
            captions.put_captions(made.id, creator_id, language, file)

    return Step((video.scene,), show, f"Uploaded: {video.title.en}.")


def list_skus(opened: Shops) -> dict[str, uuid.UUID]:
    """Return the variants that are on sale in these shops, by SKU."""
    with reading() as session:
        return {
            variant.sku: variant.id
            for shop_id in opened.values()
            for product in catalogue.list_products_of_shop(session, shop_id, limit=MAX_LISTED).items
            for variant in product.variants
        }


def list_titles(people: People) -> set[str]:
    """Return the titles of all posts of the seed market's people."""
    with reading() as session:
        return {
            video.title
            for user_id in people.values()
            for video in posts.list_own_posts(session, user_id, limit=MAX_LISTED).items
        }


def written(text: Text) -> str:
    """Return a text as its author writes it: in English, and in Chinese below."""
    return "\n".join(filter(None, (text.en, text.zh_hant)))


def _find_or_make(account: Account, password: str) -> uuid.UUID:
    with transaction() as session:
        person = accounts.find_person_by_email(session, account.email)
        if person is None:
            person = accounts.sign_up(
                session,
                email=account.email,
                password=f"{uuid.uuid4()}",
                display_name=account.display_name,
                roles=[Role(account.role), *_also(account)],
            )
            accounts.change_profile(
                session,
                person.id,
                display_name=account.display_name,
                handle=account.handle,
                bio=written(account.bio),
                locale=None,
            )
        accounts.set_password(session, person.id, password)
        return person.id


def _also(account: Account) -> list[Role]:
    """Return what else somebody does: the merchant films too, the administrator also moderates."""
    extra = {"merchant": [Role.CREATOR], "administrator": [Role.MODERATOR]}
    return extra.get(account.role, [])


def _upload(path: Path, owner_id: uuid.UUID) -> uuid.UUID:
    """Upload a file in parts, under the signed names that a browser would get."""
    storage = runtime.storage()
    assert isinstance(storage, FileSystemStorage), "the demo runs on the embedded stack"
    with transaction() as session:
        upload = uploads.start_upload(
            session, owner_id=owner_id, file_name=path.name, size_bytes=path.stat().st_size
        )
    etags = {}
    with path.open("rb") as file:
        for number in range(1, upload.parts_count + 1):
            token = uploads.sign_part(upload, number).rpartition("/")[2]
            signed = storage.read_part_token(token, max_age_seconds=PART_URL_SECONDS)
            assert signed is not None
            etags[number] = storage.put_part(signed[0], number, io.BytesIO(file.read(signed[2])), signed[2])
    return uploads.complete_upload(upload.id, owner_id, etags).id
