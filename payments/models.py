"""Tables of payments and refunds."""
