FROM debian:bookworm-slim
RUN useradd --uid 1500 runner
USER runner
WORKDIR /home/runner
USER 1500
CMD ["sleep", "3600"]
