"""Writing the form: `skeleton` designs it once, `fill` puts values into it."""
