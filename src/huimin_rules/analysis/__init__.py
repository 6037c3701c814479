"""What can be said about a policy without deciding any application."""
