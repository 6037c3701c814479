"""The immutable representation of a policy: everything else is a lowering of it."""
