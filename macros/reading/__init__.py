"""Reading what others wrote, each file within limits of its own, apart where it does not look as usual."""
