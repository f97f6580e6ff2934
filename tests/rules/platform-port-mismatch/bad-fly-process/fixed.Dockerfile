# fly.toml
app = "shop"

[processes]
web = "npx serve -p 5000"

[[services]]
internal_port = 5000
protocol = "tcp"
