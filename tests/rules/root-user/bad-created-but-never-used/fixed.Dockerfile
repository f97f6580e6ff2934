FROM debian:bookworm-slim
RUN useradd --create-home --uid 1500 runner
WORKDIR /home/runner
USER 1500
CMD ["sleep", "3600"]
