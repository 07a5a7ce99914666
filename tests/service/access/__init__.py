"""Who may do what, over every route there is."""
