"""What a merchant sees of his money, and an administrator of the books."""

import csv
import datetime as dt
import io
import uuid
from collections.abc import Callable

from flask import Flask

from accounts.people import Person
from accounts.roles import Role
from kernel.clock import now
from kernel.ids import new_id
from kernel.transaction import reading, transaction
from payments.ledger import earnings, posting, sales
from payments.ledger.accounts import Account
from payments.ledger.entries import Entry, EntryKind, Line
from payments.ledger.sales import GivenBack, Sale
from payments.payouts import payouts
from tests.factories import make_person, make_product, make_shop
from tests.market import ApiClient, run_jobs
from tests.service.orders.market_day import SandboxTeller, place
from tests.service.orders.test_pages import Browser, browse, csrf_of  # noqa: F401  (a fixture)

Api = Callable[..., ApiClient]
DAY = dt.timedelta(days=1)


def earned(owner_id: uuid.UUID, *, days: int = 14) -> list[tuple[str, int, int, int]]:
    """Return currency, owed, pending and available of a shop's owner."""
    with reading() as session:
        found = earnings.list_earnings(
            session, Account.SHOP_PAYABLE, owner_id, pending_since=now() - days * DAY
        )
    return [(one.currency, one.owed_minor, one.pending_minor, one.available_minor) for one in found]


def sell(owner_id: uuid.UUID, amount_minor: int, *, days_ago: float, currency: str = "USD") -> uuid.UUID:
    order_id = new_id()
    with transaction() as session:
        sale = Sale(order_id, owner_id, amount_minor, currency, now() - days_ago * DAY)
        sales.post_sale(session, sale, fee_basis_points=0)
    return order_id


def give_back(order_id: uuid.UUID, amount_minor: int) -> None:
    with transaction() as session:
        sales.post_promise(session, GivenBack(order_id, new_id(), amount_minor, "USD", now()))


def pay_out(owner_id: uuid.UUID, amount_minor: int) -> None:
    """Let what a shop was owed leave the market."""
    lines = [
        Line(Account.SHOP_PAYABLE, amount_minor, "USD", owner_id),
        Line(Account.PAYOUTS_IN_TRANSIT, -amount_minor, "USD"),
    ]
    with transaction() as session:
        posting.post(session, Entry(EntryKind.PAYOUT_REQUESTED, new_id(), now(), lines))


def test_what_may_go_back_waits_and_what_went_back_is_gone(app: Flask) -> None:
    owner = make_person()
    sell(owner.id, 1000, days_ago=20)
    young = sell(owner.id, 500, days_ago=2)
    assert earned(owner.id) == [("USD", 1500, 500, 1000)]

    give_back(young, 200)
    assert earned(owner.id) == [("USD", 1300, 300, 1000)]
    give_back(young, 300)
    assert earned(owner.id) == [("USD", 1000, 0, 1000)]


def test_more_than_was_earned_is_owed_and_made_up_for_by_what_is_earned_next(app: Flask) -> None:
    owner = make_person()
    old = sell(owner.id, 1000, days_ago=20)
    pay_out(owner.id, 1000)
    give_back(old, 1000)
    assert earned(owner.id) == [("USD", -1000, 0, -1000)]

    sell(owner.id, 300, days_ago=20)
    sell(owner.id, 300, days_ago=20, currency="EUR")

    assert earned(owner.id) == [("EUR", 300, 0, 300), ("USD", -700, 0, -700)]


def test_a_merchant_sees_his_own_lines_and_nobody_elses(
    api: Api,
    gateway: SandboxTeller,
    browse: Browser,  # noqa: F811
) -> None:
    merchant, other = make_person(Role.MERCHANT), make_person(Role.MERCHANT)
    product = make_product(make_shop(merchant), price_minor=4321)
    order = place(api(make_person().id), (product.variants[0].id, 1)).get_json()
    gateway.pay(order)
    run_jobs()

    page = page_of(browse, merchant, "/console/money")
    file = page_of(browse, merchant, "/console/money.csv").removeprefix("\ufeff")
    [line] = csv.DictReader(io.StringIO(file))

    assert "$43.21" in page
    assert f"/console/orders/{order['id']}" in page
    assert (line["what"], line["amount_minor"], line["currency"]) == ("order_paid", "4321", "USD")
    assert len(line["order"]) == 14
    assert line["order"] in page
    assert "$43.21" not in page_of(browse, other, "/console/money")
    assert len(page_of(browse, other, "/console/money.csv").splitlines()) == 1


def test_a_month_shows_what_happened_in_it(browse: Browser) -> None:  # noqa: F811
    merchant = make_person(Role.MERCHANT)
    sell(merchant.id, 777, days_ago=400)

    assert "$7.77" in page_of(browse, merchant, "/console/money")
    page = page_of(browse, merchant, f"/console/money?month={now():%Y-%m}")

    assert "+$7.77" not in page
    assert "Nothing in this month" in page


def test_a_merchant_says_where_earnings_go_and_sees_what_became_of_them(
    browse: Browser,  # noqa: F811
) -> None:
    merchant = make_person(Role.MERCHANT)
    sell(merchant.id, 5678, days_ago=20)
    client = browse(merchant)
    form = {"csrf_token": csrf_of(client.get("/console/money").text)}

    wrong = client.post("/console/money/destination", data=form | {"reference": "elsewhere"})
    right = client.post("/console/money/destination", data=form | {"reference": "takes"})
    with transaction() as session:
        payouts.request_payout(session, merchant.id, "USD")

    assert (wrong.status_code, right.status_code) == (422, 303)
    page = client.get("/console/money").text
    assert "On its way" in page
    assert page.count("$56.78") == 3  # sold, paid out, and the payout itself
    assert "$56.78" not in page_of(browse, make_person(Role.MERCHANT), "/console/money")


def test_an_administrator_sees_balances_that_come_to_zero_and_that_the_chain_holds(browse: Browser) -> None:  # noqa: F811
    administrator = make_person(Role.ADMINISTRATOR, Role.MODERATOR)
    sell(make_person().id, 1234, days_ago=1, currency="GBP")
    client = browse(administrator)

    token = csrf_of(client.get("/books").text)
    assert client.post("/books/check", data={"csrf_token": token}).status_code == 303
    run_jobs()
    page = client.get("/books").text

    assert "all balances are right" in page
    assert page.count("£12.34") == 4  # owed to shops, at the payment services, and both sums
    assert "£12.34" in client.get("/books/shop_payable?currency=GBP").text
    assert "shop_payable" in client.get("/books/shop_payable.csv").headers["Content-Disposition"]
    assert ",GBP,-1234" in client.get("/books/shop_payable.csv").text
    assert client.get("/books/no_such_account").status_code == 404


def page_of(browse: Browser, person: Person, path: str) -> str:  # noqa: F811
    answer = browse(person).get(path)
    assert answer.status_code == 200, answer.text
    return answer.text
