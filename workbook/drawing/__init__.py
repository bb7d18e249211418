"""What every sheet is drawn with: styles, page set-up, cells on paper, finishing touches."""
