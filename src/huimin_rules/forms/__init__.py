"""Blank applications to fill in."""

from huimin_rules.forms.blank import blank_application

__all__ = ["blank_application"]
