"""What buyers say of a product as search engines read it: schema.org's AggregateRating."""

from typing import Any

from products.values import Product
from reviews.summaries import Summary


def build_rating_data(product: Product, summary: Summary, origin: str) -> dict[str, Any] | None:
    """Return the rating of a product as JSON-LD, or None: nobody has reviewed it.

    Source: schema.org/AggregateRating.
    """
    if summary.average is None:
        return None
    return {
        "@context": "https://schema.org",
        "@type": "Product",
        "@id": f"{origin}/p/{product.id}",
        "name": product.title,
        "aggregateRating": {
            "@type": "AggregateRating",
            "ratingValue": summary.average,
            "reviewCount": summary.count,
            "bestRating": 5,
            "worstRating": 1,
        },
    }
