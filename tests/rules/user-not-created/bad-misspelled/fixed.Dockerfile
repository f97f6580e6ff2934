FROM debian:bookworm-slim
RUN useradd --uid 1500 appuser
USER appuser
CMD ["sleep", "3600"]
