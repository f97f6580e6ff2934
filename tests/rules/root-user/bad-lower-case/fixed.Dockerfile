from debian:bookworm-slim
copy serve.sh /usr/local/bin/serve
run useradd --create-home --uid 10001 app
user 10001
cmd ["serve"]
