def create(): pass
