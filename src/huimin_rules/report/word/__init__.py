"""Word documents from verdicts and audits, on A4 in the typography of official documents (GB/T 9704)."""
