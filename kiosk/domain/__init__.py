"""What a check-in is: pure values and rules, standard library only; time and ids are arguments."""
