"""Word documents from verdicts and audits, on A4 in the typography of official documents (GB/T 9704)."""

from huimin_rules.report.office_extra import office_extra

with office_extra("Word 文书"):
    import docx  # noqa: F401  # every part of this room needs it, and says so here
