"""From columns to statuses: what a norm tells apart, the tables of what the reference engine answers, the kernel."""
