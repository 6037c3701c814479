"""The only room that sees YAML and JSON: policies, applications, cases."""

from huimin_rules.loading.application import ApplicationReader
from huimin_rules.loading.application_file import read_application_file
from huimin_rules.loading.dump import dump_policy
from huimin_rules.loading.policy_folder import load_folder

__all__ = ["ApplicationReader", "dump_policy", "load_folder", "read_application_file"]
