"""What the products' API and forms take and answer."""
