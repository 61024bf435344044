"""The screens of acceptances, batches and deliveries."""
