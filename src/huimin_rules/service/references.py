"""Which policy a result is about, tied to its bytes."""

from huimin_rules.norms.policy import Policy
from huimin_rules.verdict import PolicyReference


def policy_reference(policy: Policy) -> PolicyReference:
    """The reference to a policy that a result carries."""
    about = policy.identity
    return PolicyReference(
        id=about.id,
        title=about.title,
        document_number=about.document_number,
        digest=policy.digest,
        text_sha256=policy.text.sha256,
    )
