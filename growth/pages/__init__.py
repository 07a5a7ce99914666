"""The pages of growth: what people are told, and what the market knows of them."""
