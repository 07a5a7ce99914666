"""Commissions: what creators earn by what others sell.

A merchant offers a share of a product's price, a creator promotes the product, and whoever buys after a touch
of the creator's content brings him that share. Stands above orders, whose events it hears, and below content
and live, which hand out the click tokens.
"""
