exec sleep infinity
