"""Orders and their line items, from one tap to refund."""
