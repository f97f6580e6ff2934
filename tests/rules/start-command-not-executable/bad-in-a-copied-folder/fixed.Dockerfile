FROM debian:bookworm-slim
WORKDIR /app
COPY scripts ./scripts
RUN chmod +x /app/scripts/start.sh
CMD ["./scripts/start.sh"]
