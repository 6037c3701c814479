"""The door for programs on a network: an HTTP API, and the page."""
