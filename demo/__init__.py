"""The seed market: its catalogue, and the clips, pictures and sounds that are drawn for it by code."""
