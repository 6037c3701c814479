"""Executions of a policy; each stands alone."""
