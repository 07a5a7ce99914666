"""What buyers say of what they bought: reviews of products, their versions, and what merchants answer."""
