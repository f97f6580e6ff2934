FROM debian:bookworm-slim
COPY --chmod=755 serve.sh /usr/local/bin/serve
USER 65534
CMD ["serve"]
