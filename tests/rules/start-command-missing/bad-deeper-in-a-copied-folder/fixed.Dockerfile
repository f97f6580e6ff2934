FROM debian:12-slim
WORKDIR /srv
COPY . .
ENTRYPOINT ["/srv/docker/entry/start-worker.sh"]
