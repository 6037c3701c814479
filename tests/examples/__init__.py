"""The examples, run as their readers run them, against recorded output."""
