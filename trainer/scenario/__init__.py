"""The scenario language: a closed set of declarative verbs, parsed and planned; no I/O."""
