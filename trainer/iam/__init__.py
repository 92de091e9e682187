"""Pure rules of AWS IAM: policy documents and a request's context give a decision, and which policy decided."""
