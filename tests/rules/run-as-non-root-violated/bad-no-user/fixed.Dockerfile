FROM debian:bookworm-slim
COPY serve.sh /usr/local/bin/serve
RUN useradd --create-home --uid 10001 app
USER 10001
CMD ["serve"]
