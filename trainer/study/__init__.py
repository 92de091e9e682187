"""Pure rules of studying: questions, grading, scheduling, selection, mastery."""
