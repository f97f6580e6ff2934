# fly.toml
app = "shop"

[http_service]
  internal_port = 8080
  force_https = true
