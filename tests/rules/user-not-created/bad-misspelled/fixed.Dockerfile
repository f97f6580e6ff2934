FROM debian:bookworm-slim
RUN useradd --uid 1500 appuser
RUN useradd --create-home apuser
USER apuser
CMD ["sleep", "3600"]
