"""What must be settled before a key: price, area, fund, tax, papers, invoice, each an explained gate."""
