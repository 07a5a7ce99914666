"""Taking and giving back money through gateways."""
