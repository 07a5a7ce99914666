"""The pages of payments: paying, and the market's books."""
