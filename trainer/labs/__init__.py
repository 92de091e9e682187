"""Labs: a folder of YAML and Markdown becomes steps, checks and hints, run against the cloud's client."""
