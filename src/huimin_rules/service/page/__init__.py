"""The self-check of a policy as one HTML file, which needs no network and sends nothing anywhere."""

from huimin_rules.service.page.html import page

__all__ = ["page"]
