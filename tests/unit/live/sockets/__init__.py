"""The rooms of broadcasts: the parts that decide and count."""
