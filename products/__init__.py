"""What is sold: shops, products, variants, prices and stock."""
