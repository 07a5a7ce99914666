"""Tables of orders and their line items."""
