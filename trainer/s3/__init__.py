"""Pure rules of Amazon S3's request authentication: what is signed, and what S3 answers."""
