"""The picture comes in: one file per way of reading a desktop, `choose` picks the best one here."""
