"""Where a merchant takes the catalogue out as a file, or brings one in: choose, look, confirm."""

import uuid
from collections.abc import Iterator

from flask import Response, flash, request
from flask_babel import gettext, ngettext

from kernel.errors import DomainError
from kernel.transaction import reading, transaction
from kernel.web.access import SIGNED_IN
from kernel.web.actor import get_actor
from kernel.web.limits import limiter
from kernel.web.routes import Pages, go_to, parse_form
from kernel.web.sending import send_csv
from kernel.web.templates import render
from products import shops
from products.categories import DEPARTMENTS
from products.errors import BadCatalogueFile
from products.exchange import exporting, importing
from products.exchange.importing import Imported
from products.exchange.lines import REMEDIES
from products.exchange.reading import COLUMNS, MAX_BYTES
from products.schemas.shops import ImportForm

pages = Pages("exchange", __name__)
#: As many problems and changes as anybody reads on a page; the counts are of all.
SHOWN_COUNT = 200


@pages.page("/console/shops/<uuid:shop_id>/products.csv", access=SIGNED_IN)
def export_catalogue(shop_id: uuid.UUID) -> Response:
    """Send the whole catalogue of a shop as a file."""
    with reading() as session:
        shops.get_own_shop(session, shop_id, get_actor().user_id)
    return send_csv(_read_catalogue(shop_id), "products.csv")


@pages.page("/console/shops/<uuid:shop_id>/import", access=SIGNED_IN)
def show_import(shop_id: uuid.UUID) -> Response:
    """Show what importing the file that waits would do, or where to choose one."""
    return _import_page(shop_id)


@pages.page("/console/shops/<uuid:shop_id>/import", access=SIGNED_IN, methods=("POST",))
@limiter.limit("60/hour")
def choose_file(shop_id: uuid.UUID) -> Response:
    """Keep a file, so that its merchant sees what importing it would do."""
    file = request.files.get("file")
    try:
        if file is None or not file.filename:
            raise BadCatalogueFile(gettext("Choose a file first."))
        content = file.stream.read(MAX_BYTES + 1)
        with transaction() as session:
            importing.keep_file(
                session, shop_id, owner_id=get_actor().user_id, file_name=file.filename, content=content
            )
    except BadCatalogueFile as error:
        return _import_page(shop_id, error)
    return go_to(f"/console/shops/{shop_id}/import")


@pages.page("/console/shops/<uuid:shop_id>/import/confirm", access=SIGNED_IN, methods=("POST",))
def confirm_import(shop_id: uuid.UUID) -> Response:
    """Import the file that waits, if that still does what was shown."""
    form = parse_form(ImportForm)
    try:
        with transaction() as session:
            done = importing.import_file(
                session, shop_id, owner_id=get_actor().user_id, digest=form.digest, partly=form.partly
            )
    except DomainError as error:
        return _import_page(shop_id, error)
    flash(_describe(done), "success")
    return go_to(f"/console?shop={shop_id}")


@pages.page("/console/shops/<uuid:shop_id>/import/drop", access=SIGNED_IN, methods=("POST",))
def drop_import(shop_id: uuid.UUID) -> Response:
    """Forget the file that waits, to choose another one."""
    with transaction() as session:
        importing.drop_file(session, shop_id, owner_id=get_actor().user_id)
    return go_to(f"/console/shops/{shop_id}/import")


def _import_page(shop_id: uuid.UUID, error: DomainError | None = None) -> Response:
    owner_id = get_actor().user_id
    with reading() as session:
        shop = shops.get_own_shop(session, shop_id, owner_id)
        waiting = importing.find_file(session, shop_id, owner_id=owner_id)
    return render(
        "products/import.html",
        status=error.status if error else 200,
        shop=shop,
        waiting=waiting,
        error=error,
        columns=COLUMNS,
        remedies=REMEDIES,
        departments=DEPARTMENTS,
        shown_count=SHOWN_COUNT,
    )


def _read_catalogue(shop_id: uuid.UUID) -> Iterator[bytes]:
    with reading() as session:
        yield from exporting.export_catalogue(session, shop_id)


def _describe(done: Imported) -> str:
    sentences = {
        ngettext("%(num)s new product.", "%(num)s new products.", done.created_count): done.created_count,
        ngettext("%(num)s product changed.", "%(num)s products changed.", done.changed_count): (
            done.changed_count
        ),
        ngettext("%(num)s left out.", "%(num)s left out.", done.left_out_count): done.left_out_count,
    }
    return " ".join([gettext("Imported."), *(sentence for sentence, count in sentences.items() if count)])
