"""Importing a catalogue file: kept while its merchant looks at the plan, then done in one transaction."""

import uuid
from dataclasses import dataclass

from sqlalchemy import delete
from sqlalchemy.orm import Session

from kernel.clock import now
from products.errors import CatalogueChanged, CatalogueHasProblems, NoCatalogueFile
from products.exchange.carrying_out import carry_out
from products.exchange.plan import Plan, build_plan
from products.exchange.reading import read_lines
from products.models import CatalogueFile
from products.shops import get_own_shop


@dataclass(frozen=True)
class WaitingFile:
    """A file that waits for its merchant's word, and what importing it would do now."""

    file_name: str
    plan: Plan


@dataclass(frozen=True)
class Imported:
    """How many products an import made and changed, and how many it left out."""

    created_count: int
    changed_count: int
    left_out_count: int


def keep_file(
    session: Session, shop_id: uuid.UUID, *, owner_id: uuid.UUID, file_name: str, content: bytes
) -> None:
    """Keep a file until its merchant confirms or drops it, in place of an earlier one.

    Raises NoSuchShop: it is not this owner's. Raises BadCatalogueFile: it can't be read.
    """
    get_own_shop(session, shop_id, owner_id)
    read_lines(content)
    drop_file(session, shop_id, owner_id=owner_id)
    row = CatalogueFile(shop_id=shop_id, file_name=file_name[:200], content=content, created_at=now())
    session.add(row)
    session.flush()


def drop_file(session: Session, shop_id: uuid.UUID, *, owner_id: uuid.UUID) -> None:
    """Forget the file that waits; none may.

    Raises NoSuchShop: it is not this owner's.
    """
    get_own_shop(session, shop_id, owner_id)
    session.execute(delete(CatalogueFile).where(CatalogueFile.shop_id == shop_id))


def find_file(session: Session, shop_id: uuid.UUID, *, owner_id: uuid.UUID) -> WaitingFile | None:
    """Return the file that waits and what importing it would do, or None.

    Raises NoSuchShop: it is not this owner's.
    """
    get_own_shop(session, shop_id, owner_id)
    row = session.get(CatalogueFile, shop_id)
    if row is None:
        return None
    return WaitingFile(row.file_name, build_plan(session, shop_id, read_lines(row.content)))


def import_file(
    session: Session, shop_id: uuid.UUID, *, owner_id: uuid.UUID, digest: str, partly: bool
) -> Imported:
    """Do what the plan with this digest says; `partly` leaves products with a problem out.

    Raises NoCatalogueFile. Raises CatalogueChanged: the plan is another one by now.
    Raises CatalogueHasProblems: there is a problem, and nothing may be left out.
    Raises what else the catalogue refuses, e.g. TooManyProducts; nothing is imported then.
    """
    waiting = find_file(session, shop_id, owner_id=owner_id)
    if waiting is None:
        raise NoCatalogueFile
    plan = waiting.plan
    if plan.digest != digest:
        raise CatalogueChanged
    if plan.problems and not partly:
        raise CatalogueHasProblems
    for product_plan in plan.good:
        carry_out(session, shop_id, product_plan, owner_id, waiting.file_name)
    drop_file(session, shop_id, owner_id=owner_id)
    created = sum(one.is_new for one in plan.good)
    left_out = sum(bool(one.problems) for one in plan.products)
    return Imported(created, len(plan.good) - created, left_out)
