"""Tables of applications as people have them: spreadsheets, CSV, Parquet, tables of a database."""
