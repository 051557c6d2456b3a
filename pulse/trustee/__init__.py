"""The trustee's public keys, and what is kept for the trustee: who may open a check-in beside or instead of us."""
