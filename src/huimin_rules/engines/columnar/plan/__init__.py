"""The same as text of SQL, for frames that do not show their rows: tables made ahead, and a plan for Spark."""
