"""Tables of shops, products, variants, stock and reservations."""
