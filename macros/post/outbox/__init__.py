"""What goes out to the offices: letters as bytes, and the server that takes them."""
