"""The local AWS: moto behind a gate that judges every request; its clock, journal and client."""
