"""The pages of promotions, one module for each kind of thing that merchants make."""
