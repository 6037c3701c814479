"""Pydantic models that mirror the YAML files: shape only; what the words mean is the loader's business."""
