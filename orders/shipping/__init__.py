"""What shops ask for beside their goods, by the country that an order goes to: shipping and tax."""
