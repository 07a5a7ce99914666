"""The orders' pages: checkout, a buyer's orders, a merchant's orders."""

from kernel.web.routes import Pages

pages = Pages("orders", __name__)
