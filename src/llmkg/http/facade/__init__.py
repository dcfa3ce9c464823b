"""Values of the model as JSON that is JSON-LD too: the one place where that is decided.

The keys are terms of the published context. Where an answer carries a claim, it carries the claim's
confidence, hedge and status, also where the claim is only pointed at.
"""
