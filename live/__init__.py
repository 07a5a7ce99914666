"""Live broadcasts: from the publisher to the viewers, the room round them, and what is sold in it."""
