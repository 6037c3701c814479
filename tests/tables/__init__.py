"""Tables of applications, decided in columns by every engine and row by row by the reference."""
