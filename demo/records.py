"""The shapes of the seed market's data."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Text:
    """A text in English and, where natural, in Traditional and Simplified Chinese."""

    en: str
    zh_hant: str | None = None
    zh_hans: str | None = None


@dataclass(frozen=True)
class Account:
    """Someone who can sign in. `avatar` is a picture's name."""

    email: str
    handle: str
    display_name: str
    role: str
    avatar: str
    bio: Text


@dataclass(frozen=True)
class Shop:
    """A shop and the handle of who owns it. `banner` is a picture's name."""

    slug: str
    owner: str
    name: Text
    description: Text
    banner: str


@dataclass(frozen=True)
class Variant:
    """One thing in stock. Options map a name such as Size to a value."""

    sku: str
    price_minor: int
    stock_count: int
    options: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Product:
    """A product and its variants. `pictures` are pictures' names, the main one first."""

    slug: str
    shop: str
    title: Text
    description: Text
    variants: tuple[Variant, ...]
    pictures: tuple[str, ...]
    currency: str = "USD"


@dataclass(frozen=True)
class Tag:
    """The SKU that a video shows from `start_seconds` to `end_seconds`."""

    sku: str
    start_seconds: float
    end_seconds: float


@dataclass(frozen=True)
class Video:
    """A video of the handle `creator`, cut from the clip of `scene`."""

    slug: str
    scene: str
    creator: str
    title: Text
    description: Text
    tags: tuple[Tag, ...]


@dataclass(frozen=True)
class Spot:
    """The SKU at a place of a picture, in thousandths of its width and height from its upper left."""

    sku: str
    x_permille: int
    y_permille: int


@dataclass(frozen=True)
class Photo:
    """A picture's name, what it shows in words, and the products on it."""

    picture: str
    alt: str
    spots: tuple[Spot, ...] = ()


@dataclass(frozen=True)
class Paragraph:
    """Text of an article."""

    text: Text


@dataclass(frozen=True)
class Heading:
    """A heading of an article."""

    text: Text


@dataclass(frozen=True)
class Shown:
    """The SKU that an article shows where it stands."""

    sku: str


@dataclass(frozen=True)
class PhotoPost:
    """Pictures by the handle `creator`; with `days_ahead` they appear by themselves so many days from now."""

    creator: str
    title: str
    description: Text
    photos: tuple[Photo, ...]
    days_ahead: int | None = None

    @property
    def skus(self) -> tuple[str, ...]:
        """Return what is tagged on the pictures."""
        return tuple(spot.sku for photo in self.photos for spot in photo.spots)


@dataclass(frozen=True)
class Article:
    """Blocks by the handle `creator`; a draft waits until somebody publishes it."""

    creator: str
    title: str
    description: Text
    blocks: tuple[Paragraph | Heading | Photo | Shown, ...]
    is_draft: bool = False

    @property
    def photos(self) -> tuple[Photo, ...]:
        """Return its pictures, in order."""
        return tuple(block for block in self.blocks if isinstance(block, Photo))

    @property
    def skus(self) -> tuple[str, ...]:
        """Return what it shows."""
        return tuple(block.sku for block in self.blocks if isinstance(block, Shown))


@dataclass(frozen=True)
class Line:
    """What the handle `author` says in a broadcast, or of a post."""

    author: str
    text: str


@dataclass(frozen=True)
class Act:
    """The stretch of a broadcast that explains the product of `sku`, at a live price of so many units."""

    sku: str
    price_minor: int
    quota_count: int
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Show:
    """A broadcast of the handle `host`: the clip of `scene` over and over. `cover` is a picture's name."""

    title: str
    host: str
    scene: str
    cover: str
    opening: tuple[Line, ...]
    acts: tuple[Act, ...]


@dataclass(frozen=True)
class ComingShow:
    """A broadcast that the handle `host` has announced, with the products of these SKUs."""

    title: str
    host: str
    cover: str
    days_ahead: int
    skus: tuple[str, ...]


@dataclass(frozen=True)
class Comment:
    """What somebody says of a post, and what is answered; `is_pinned` by the post's creator."""

    line: Line
    answers: tuple[Line, ...] = ()
    is_pinned: bool = False


@dataclass(frozen=True)
class Talk:
    """How the seed market's own people took the post of a title: who likes it, who keeps it, what is said."""

    title: str
    likes: tuple[str, ...]
    saves: tuple[str, ...] = ()
    comments: tuple[Comment, ...] = ()


@dataclass(frozen=True)
class Collection:
    """Products of a shop, by their short names, under one heading."""

    shop: str
    name: str
    products: tuple[str, ...]


@dataclass(frozen=True)
class Bought:
    """An order of the handle `buyer` in one shop: units by SKU, and of them those that were sent.

    `seen_in` is the title of the post that it was bought from.
    """

    key: str
    buyer: str
    seen_in: str
    units: dict[str, int]
    parcel: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Method:
    """A way of shipping, in US dollars."""

    name: str
    price_minor: int
    days_from: int
    days_to: int
    free_from_minor: int | None = None


@dataclass(frozen=True)
class Zone:
    """Countries that a shop sends to, or without any the rest of the world."""

    shop: str
    name: str
    methods: tuple[Method, ...]
    countries: tuple[str, ...] = ()
