"""A service that shortens links."""
