"""What importing a file would do: what is made, what changes, what can't be used. It changes nothing.

Lines with the same name in `product` are one product. It is one that the shop has already if the name is its
id, or if one of the SKUs is the shop's; all others are new. What a file does not name stays as it is.
"""

import hashlib
import uuid
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass

from sqlalchemy.orm import Session

from kernel.errors import N_, DomainError
from products.exchange.lines import EMPTY, Entry, Problem, build_problem, parse_line, parse_price
from products.exchange.reading import Line
from products.exchange.shop import Shelf, parse_id, read_shelf
from products.values import Product, ProductState, Variant
from products.variants import NewVariant, check_options


@dataclass(frozen=True)
class Change:
    """Something that will be different; `what` is the column, or variant for one that comes new."""

    what: str
    sku: str
    before: str
    after: str


@dataclass(frozen=True)
class ProductPlan:
    """What becomes of one product of the file. With a problem, nothing does."""

    name: str
    title: str
    product: Product | None
    entries: Sequence[Entry]
    new_variants: Sequence[NewVariant]
    changes: Sequence[Change]
    problems: Sequence[Problem]

    @property
    def is_new(self) -> bool:
        """Tell whether the shop has no such product yet."""
        return self.product is None


@dataclass(frozen=True)
class Plan:
    """What importing a file would do, product by product."""

    products: Sequence[ProductPlan]

    @property
    def problems(self) -> Sequence[Problem]:
        """Return all that can't be used, by line."""
        found = (problem for product in self.products for problem in product.problems)
        return sorted(found, key=lambda problem: (problem.line, problem.column))

    @property
    def good(self) -> Sequence[ProductPlan]:
        """Return the products without a problem that are new or change."""
        return [one for one in self.products if not one.problems and (one.is_new or one.changes)]

    @property
    def unchanged_count(self) -> int:
        """Return how many products stay as they are."""
        return sum(not (one.problems or one.is_new or one.changes) for one in self.products)

    @property
    def digest(self) -> str:
        """Return what tells this plan from every other one."""
        told = [(one.name, [astuple(entry) for entry in one.entries], one.changes) for one in self.good]
        return hashlib.sha256(repr(told).encode()).hexdigest()


def build_plan(session: Session, shop_id: uuid.UUID, lines: Sequence[Line]) -> Plan:
    """Compare the lines of a file with what a shop has."""
    groups: dict[str, list[Entry]] = defaultdict(list)
    problems: dict[str, list[Problem]] = defaultdict(list)
    for line in lines:
        entry, found = parse_line(line)
        name = entry.product if entry else line.cells.get("product", "").strip()
        groups[name] += [entry] if entry else []
        problems[name] += found
    entries = [entry for group in groups.values() for entry in group]
    for entry in _repeated(entries):
        problems[entry.product].append(
            build_problem(entry.line, "sku", entry.sku, N_("Another line of this file has this SKU."))
        )
    shelf = read_shelf(session, shop_id, [entry.sku for entry in entries], groups)
    return Plan([_plan_product(name, group, problems[name], shelf) for name, group in groups.items()])


def _repeated(entries: Sequence[Entry]) -> Sequence[Entry]:
    seen: Counter[str] = Counter()
    repeated = []
    for entry in entries:
        seen[entry.sku] += 1
        if seen[entry.sku] > 1:
            repeated.append(entry)
    return repeated


def _plan_product(
    name: str, entries: Sequence[Entry], problems: Sequence[Problem], shelf: Shelf
) -> ProductPlan:
    product, found = _find_product(name, entries, shelf)
    found = [*problems, *found]
    if not entries or found:
        title = next((entry.title for entry in entries if entry.title), name)
        return ProductPlan(name, title, product, entries, (), (), found)
    return _Comparison(name, entries, product).result()


def _find_product(
    name: str, entries: Sequence[Entry], shelf: Shelf
) -> tuple[Product | None, Sequence[Problem]]:
    """Return the product that these lines are about, or None when it is new."""
    own_id = parse_id(name)
    wanted = own_id if own_id in shelf.products else None
    for entry in entries:
        has_sku = shelf.product_of_sku.get(entry.sku)
        if wanted is None:
            wanted = has_sku
        elif has_sku not in (None, wanted):
            reason = N_("Another product of your shop has this SKU.")
            return shelf.products[wanted], [build_problem(entry.line, "sku", entry.sku, reason)]
    if wanted is None and own_id is not None and entries:
        reason = N_("Your shop has no product with this id.")
        return None, [build_problem(entries[0].line, "product", name, reason)]
    return (shelf.products[wanted] if wanted else None), []


class _Comparison:
    """Compares the lines of one product with the product; collects changes, new variants and problems."""

    def __init__(self, name: str, entries: Sequence[Entry], product: Product | None) -> None:
        self._name, self._entries, self._product = name, entries, product
        self._head = entries[0]
        self._by_sku: Mapping[str, Variant] = {
            variant.sku: variant for variant in (product.variants if product else ())
        }
        self._currency = product.currency if product else self._head.currency
        self._changes: list[Change] = []
        self._new: list[NewVariant] = []
        self._problems: list[Problem] = []

    def result(self) -> ProductPlan:
        """Return what was found."""
        self._compare_words()
        if not self._problems:
            for entry in self._entries:
                self._compare_variant(entry)
            self._check_options()
        title = self._head.title or (self._product.title if self._product else self._name)
        return ProductPlan(
            self._name, title, self._product, self._entries, self._new, self._changes, self._problems
        )

    def _refuse(self, entry: Entry, column: str, cell: str, reason: str) -> None:
        self._problems.append(build_problem(entry.line, column, cell, reason))

    def _compare_words(self) -> None:
        self._check_agreement()
        head, product = self._head, self._product
        if product is None:
            for column in ("title", "currency"):
                if not getattr(head, column):
                    self._refuse(head, column, "", EMPTY)
            return
        if head.currency not in ("", product.currency):
            self._refuse(head, "currency", head.currency, N_("This product is sold in another currency."))
        if head.state is ProductState.DRAFT and not product.is_draft:
            self._refuse(head, "state", head.state, N_("What was on sale can't become a draft again."))
        for column in ("title", "description", "category", "state"):
            before = getattr(product, column)
            self._note(column, "", before, getattr(head, column) or before)

    def _check_agreement(self) -> None:
        """Check that no further line of the product says something else of it than the first one."""
        for entry in self._entries[1:]:
            for column in ("title", "description", "category", "currency", "state"):
                cell = getattr(entry, column)
                if cell and cell != getattr(self._head, column):
                    self._refuse(entry, column, cell, N_("The product's first line says something else."))

    def _compare_variant(self, entry: Entry) -> None:
        variant = self._by_sku.get(entry.sku)
        price_minor = parse_price(entry.price, self._currency) if entry.price else None
        if entry.price and price_minor is None:
            self._refuse(entry, "price", entry.price, N_("This is no price in the product's currency."))
        elif variant is not None:
            self._compare_kept(entry, variant, price_minor)
        elif price_minor is None or entry.stock_count is None:
            self._refuse(entry, "stock" if price_minor else "price", "", EMPTY)
        else:
            self._new.append(NewVariant(entry.sku, entry.options, price_minor, entry.stock_count))
            if self._product is not None:
                self._changes.append(Change("variant", entry.sku, "", " · ".join(entry.options.values())))

    def _compare_kept(self, entry: Entry, variant: Variant, price_minor: int | None) -> None:
        if entry.options and dict(entry.options) != dict(variant.options):
            cell = " · ".join(entry.options.values())
            self._refuse(
                entry, "options", cell, N_("This variant has other options; the editor changes them.")
            )
        if price_minor is not None:
            self._note("price", entry.sku, str(variant.list_price_minor), str(price_minor))
        if entry.stock_count is not None:
            if entry.stock_count < variant.reserved_count:
                self._refuse(entry, "stock", str(entry.stock_count), N_("Open orders hold more than that."))
            self._note("stock", entry.sku, str(variant.on_hand_count), str(entry.stock_count))

    def _note(self, what: str, sku: str, before: str, after: str) -> None:
        if before != after:
            self._changes.append(Change(what, sku, before, after))

    def _check_options(self) -> None:
        if not self._new:
            return
        kept = self._product.variants if self._product else ()
        try:
            check_options([*(variant.options for variant in kept), *(new.options for new in self._new)])
        except DomainError as error:
            self._refuse(self._head, "options", "", error.title)
