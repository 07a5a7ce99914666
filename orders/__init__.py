"""Orders: checkout, states from payment to refund, and what buyers and merchants see of them.

Calls products (offers, stock) and payments (opening, voiding, refunds). Nothing below it knows it exists;
`orders.events` is how the others learn of a purchase.
"""
