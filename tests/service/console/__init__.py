"""What a merchant sees of a whole shop."""
