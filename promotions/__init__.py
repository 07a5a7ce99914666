"""What a buyer pays less, and why: asked by orders, told by whoever makes the offer."""
