"""The gateways that take payments, each in a folder of its own behind one interface (`base`)."""
