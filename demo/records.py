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
class Line:
    """What the handle `author` says in a broadcast."""

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
