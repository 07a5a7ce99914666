"""The API of products: shops, products, variants, pictures, collections."""
