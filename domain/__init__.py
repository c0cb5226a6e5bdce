"""What the business is: values and rules, pure, standard library only."""
