"""What comes in, whatever it is packed in: mails, archives, a mailbox. Workbooks are looked for."""
