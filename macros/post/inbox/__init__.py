"""What comes in, in whatever it is packed: mails, archives, a mailbox. Workbooks are what is wanted."""
