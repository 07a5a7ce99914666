"""The figures of shops: what was sold by day, product, source and cohort of buyers, counted from the orders.

What changed is noted (`marking`), and the days that it belongs to are counted anew (`counting`): the rows
here can be thrown away at any time.
"""
