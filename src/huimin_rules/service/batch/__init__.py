"""Checking tables of applications: from the files that people have to files that they can use."""
