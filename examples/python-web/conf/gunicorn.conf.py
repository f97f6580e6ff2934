accesslog = "-"
timeout = 30
worker_class = "gthread"
