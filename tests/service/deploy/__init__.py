"""The whole cluster as it is deployed: nginx with the shipped configuration in front of every process."""
