"""What a merchant sees of a whole shop: sales over time, what sold best and by what, who came back.

Calls orders (the figures), products, content and live (how what sold is called, and what was watched).
"""
