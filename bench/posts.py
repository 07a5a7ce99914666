"""Many published posts, written straight into a database: rows as the product writes them, without media."""

from sqlalchemy import Engine, Uuid, bindparam, text
from sqlalchemy.orm import Session

from accounts import people
from kernel.clock import now
from kernel.db import UtcDateTime
from products import catalogue, shops
from products.variants import NewVariant

CREATORS = 20
_NUMBERS = "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :count)"
#: Ids that grow, as the product's do. SQLite keeps an id as 32 hexadecimal digits.
_ID = {
    "sqlite": "printf('%032x', n)",
    "postgresql": "lpad(to_hex(n), 32, '0')::uuid",
}
#: Scores that grow as the ids do: posts that were published one after the other.
_SCORE = {
    "sqlite": "rowid",
    "postgresql": "('x' || substr(replace(id::text, '-', ''), 17))::bit(64)::bigint",
}
_UPLOADS = """
INSERT INTO uploads (id, owner_id, file_name, size_bytes, part_size_bytes, state, storage_key,
                     storage_upload_id, created_at, expires_at)
{numbers}
SELECT {id}, c.id, 'clip.mp4', 1, 1, 'used', 'uploads/x/source', '-', :at, :at
FROM numbers JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS k FROM users) c ON c.k = n % :creators
"""
_POSTS = """
INSERT INTO posts (id, kind, creator_id, upload_id, title, description, state, is_growing, set_name, playlist,
                    width, height, duration_seconds, renditions, posters, poster_file, publish_id, feed_id,
                    score, published_at, created_at)
SELECT id, 'video', owner_id, id, 'Mango ice, shaved to order', 'With condensed milk.', 'published', false,
       'set-1', 'main.m3u8', 1080, 1920, 12.5, '[]', '[]', 'posters/0-720.webp', id, id,
       {score}, created_at, created_at
FROM uploads
"""
_TAGS = """
INSERT INTO product_tags (post_id, position, variant_id, start_seconds, end_seconds)
SELECT id, 0, :variant, 1.0, 6.0 FROM posts
"""


def fill(engine: Engine, count: int) -> None:
    """Write `count` published posts of a few creators, each with a product tag, into an empty market."""
    with Session(engine) as session:
        variant_id = _make_people_and_product(session)
        statement = _UPLOADS.format(numbers=_NUMBERS, id=_ID[engine.dialect.name])
        typed = text(statement).bindparams(bindparam("at", type_=UtcDateTime()))
        session.execute(typed, {"count": count, "creators": CREATORS, "at": now()})
        session.execute(text(_POSTS.format(score=_SCORE[engine.dialect.name])))
        tags = text(_TAGS).bindparams(bindparam("variant", type_=Uuid()))
        session.execute(tags, {"variant": variant_id})
        session.commit()
    if engine.dialect.name == "postgresql":
        # What autovacuum does within a minute.
        with engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("VACUUM ANALYZE"))


def _make_people_and_product(session: Session) -> object:
    made = [
        people.sign_up(
            session,
            email=f"creator{number}@bench.test",
            password="correct horse battery",
            display_name=f"Creator {number}",
        )
        for number in range(CREATORS)
    ]
    shop = shops.open_shop(session, owner_id=made[0].id, name="Bench")
    product = catalogue.create_product(
        session,
        shop.id,
        owner_id=made[0].id,
        title="Mango ice",
        description="",
        currency="USD",
        variants=[NewVariant("MANGO", {}, 590, 100)],
    )
    return product.variants[0].id
