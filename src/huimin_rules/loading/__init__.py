"""The only room that sees YAML and JSON: policies, applications, cases."""
