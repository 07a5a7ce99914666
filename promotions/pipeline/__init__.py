"""How a price comes about, step by step: pure, so that a quote, an order and a simulator cannot differ."""
