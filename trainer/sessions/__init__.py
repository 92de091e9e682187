"""Use cases that every face of the program calls: study, proof, lab."""
