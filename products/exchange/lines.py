"""What one line of a catalogue file says, and what of it can't be used, with how to mend it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from kernel.errors import N_
from kernel.fields import Code, LongText, OneLine, Title
from kernel.money import CURRENCIES, minor_digits
from products.categories import find_category
from products.exchange.reading import OPTION_COLUMNS, Line
from products.fields import Options
from products.values import ProductState

MAX_PRICE_MINOR = 100_000_000_00
MAX_STOCK_COUNT = 1_000_000
_OPTIONS: TypeAdapter[dict[str, str]] = TypeAdapter(Options)
_PRICE = re.compile(r"([0-9]{1,12})(?:\.([0-9]+))?")
_COUNT = re.compile(r"[0-9]{1,7}")

#: column -> how its cells are written
REMEDIES: Mapping[str, str] = {
    "product": N_("Give all lines of a product the same name here, with at most 64 characters."),
    "title": N_("Write a title with at most 120 characters on the product's first line."),
    "description": N_("Shorten it to 5,000 characters."),
    "category": N_("Use a code such as home.decor; the export and the list below have them all."),
    "currency": N_("Use a code such as TWD, CNY or USD. It can't be changed later."),
    "state": N_("Write active, draft or archived."),
    "options": N_("Fill in the name and the value of each option, or neither."),
    "sku": N_("Use letters, digits and . _ / - only, with at most 64 characters, each SKU once."),
    "price": N_("Write it like 19.90, without the currency's sign."),
    "stock": N_("Write a whole number such as 10."),
}
TOO_LONG = N_("This is too long.")
UNREADABLE = N_("This can't be read.")
EMPTY = N_("This is empty.")


@dataclass(frozen=True)
class Problem:
    """What can't be used of a line: in which column, what stands there, why, and how to mend it."""

    line: int
    column: str
    cell: str
    reason: str
    remedy: str


@dataclass(frozen=True)
class Entry:
    """A line that can be used. What is None or empty stays as it is, if there is such a product already."""

    line: int
    product: str
    title: str
    description: str | None
    category: str
    currency: str
    state: ProductState | None
    options: Mapping[str, str]
    sku: str
    price: str
    stock_count: int | None


class _Cells(BaseModel):
    """The cells that have the same limits as in a form."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    product: Annotated[str, OneLine, Field(min_length=1, max_length=64)]
    title: Title | Annotated[str, Field(max_length=0)] = ""
    description: LongText | None = None
    sku: Code


def parse_line(line: Line) -> tuple[Entry | None, Sequence[Problem]]:
    """Return what a line says, or None and what is wrong with it."""
    problems: list[Problem] = []
    cells = {name: cell.strip() for name, cell in line.cells.items()}

    def refuse(column: str, reason: str) -> None:
        problems.append(build_problem(line.number, column, cells.get(column, ""), reason))

    read = _read_cells(line, refuse)
    category, currency, state = (cells.get(name, "") for name in ("category", "currency", "state"))
    if category and find_category(category) is None:
        refuse("category", N_("There is no such category."))
    if currency and currency not in CURRENCIES:
        refuse("currency", N_("Shops here don't sell in this currency."))
    if state and state not in list(ProductState):
        refuse("state", N_("There is no such state."))
    options = _read_options(cells, refuse)
    if cells.get("price") and not _PRICE.fullmatch(cells["price"]):
        refuse("price", N_("This is no price."))
    stock = _read_stock(cells.get("stock", ""), refuse)
    if problems or read is None:
        return None, problems
    entry = Entry(
        line=line.number,
        product=read.product,
        title=read.title,
        description=read.description,
        category=category,
        currency=currency,
        state=ProductState(state) if state else None,
        options=options,
        sku=read.sku,
        price=cells.get("price", ""),
        stock_count=stock,
    )
    return entry, ()


def parse_price(text: str, currency: str) -> int | None:
    """Return the amount in minor units that a cell such as 19.90 says, or None when it is no price in it."""
    match = _PRICE.fullmatch(text)
    digits = minor_digits(currency)
    if match is None or len((match[2] or "").rstrip("0")) > digits:
        return None
    amount = int(match[1] + (match[2] or "")[:digits].ljust(digits, "0"))
    return amount if 0 < amount <= MAX_PRICE_MINOR else None


def build_problem(line: int, column: str, cell: str, reason: str) -> Problem:
    """Return a problem with the remedy of its column."""
    return Problem(line, column, cell[:80], reason, REMEDIES[column])


def _read_cells(line: Line, refuse: Any) -> _Cells | None:
    try:
        return _Cells.model_validate(dict(line.cells))
    except ValidationError as error:
        for column, kind in {str(item["loc"][0]): item["type"] for item in error.errors()}.items():
            is_empty = not line.cells.get(column, "").strip()
            refuse(column, EMPTY if is_empty else TOO_LONG if kind == "string_too_long" else UNREADABLE)
        return None


def _read_options(cells: Mapping[str, str], refuse: Any) -> Mapping[str, str]:
    pairs = [(cells.get(name, ""), cells.get(value, "")) for name, value in OPTION_COLUMNS]
    given = [pair for pair in pairs if any(pair)]
    try:
        options = _OPTIONS.validate_python(dict(given))
    except ValidationError:
        options = {}
    if len(options) < len(given):
        refuse("options", N_("An option of this line is half empty, too long, or there twice."))
    return options


def _read_stock(text: str, refuse: Any) -> int | None:
    if not text:
        return None
    if not _COUNT.fullmatch(text) or int(text) > MAX_STOCK_COUNT:
        refuse("stock", N_("This is no number of units that can be stored."))
        return None
    return int(text)
