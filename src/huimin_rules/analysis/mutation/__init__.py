"""Mutants of a policy: one change of meaning each, as an author could have written it by mistake."""

from huimin_rules.analysis.mutation.change import Kind
from huimin_rules.analysis.mutation.mutants import Mutant, Subject, mutants

__all__ = ["Kind", "Mutant", "Subject", "mutants"]
