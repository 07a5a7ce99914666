"""The edge: handing broadcasts out."""
