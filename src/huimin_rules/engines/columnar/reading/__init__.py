"""From a frame of any kind to columns: what every row says of each fact, and what in it cannot be read."""
