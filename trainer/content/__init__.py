"""From YAML to study objects, or to the full list of problems; and the compiled index."""
