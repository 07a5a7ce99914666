"""The pages of products: what everybody sees, and the merchant's console."""
