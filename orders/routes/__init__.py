"""The orders' API: `orders` themselves, `checkouts` over several shops, and `carts`."""
