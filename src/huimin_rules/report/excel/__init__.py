"""Excel workbooks from verdicts."""
