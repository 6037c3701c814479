"""Decisions that an auditor can replay: recorded in a ledger, decided anew from the archive, compared with what another
version or reading would say.
"""
