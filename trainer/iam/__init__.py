"""Pure rules of AWS IAM: policies and a request's context give a decision, and which policy decided."""
