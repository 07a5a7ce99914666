"""A product as search engines and link previews read it: schema.org's Product with its offers."""

from decimal import Decimal
from typing import Any

from kernel.money import minor_digits
from products.values import Product

_CONTEXT = "https://schema.org"


def build_product_data(product: Product, origin: str) -> dict[str, Any]:
    """Return a product as JSON-LD; `origin` is where this market is reached, without a slash at the end.

    Source: schema.org/Product, schema.org/AggregateOffer.
    """
    data: dict[str, Any] = {
        "@context": _CONTEXT,
        "@type": "Product",
        "@id": f"{origin}/p/{product.id}",
        "name": product.title,
        "url": f"{origin}/p/{product.id}",
        "image": [origin + picture.url(max(picture.widths), "jpg") for picture in product.pictures],
        "offers": _offers(product),
    }
    if product.description:
        data["description"] = product.description
    if len(product.variants) == 1:
        data["sku"] = product.variants[0].sku
    return data


def _offers(product: Product) -> dict[str, Any]:
    prices = [variant.price_minor for variant in product.variants]
    offer: dict[str, Any] = {
        "priceCurrency": product.currency,
        "availability": f"{_CONTEXT}/{_availability(product)}",
        "seller": {"@type": "Organization", "name": product.shop.name},
    }
    if min(prices) == max(prices):
        return {"@type": "Offer", "price": _decimal(min(prices), product.currency), **offer}
    return {
        "@type": "AggregateOffer",
        "lowPrice": _decimal(min(prices), product.currency),
        "highPrice": _decimal(max(prices), product.currency),
        "offerCount": len(prices),
        **offer,
    }


def _availability(product: Product) -> str:
    if not product.is_on_sale:
        return "Discontinued"
    return "InStock" if product.available_count else "OutOfStock"


def _decimal(amount_minor: int, currency: str) -> str:
    return f"{Decimal(amount_minor).scaleb(-minor_digits(currency)):f}"
