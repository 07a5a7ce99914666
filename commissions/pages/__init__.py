"""The pages of commissions: what merchants offer, what creators promote and earn."""
