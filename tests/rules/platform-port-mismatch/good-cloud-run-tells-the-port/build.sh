docker build -t gcr.io/example/shop .
