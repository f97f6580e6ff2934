FROM debian:bookworm-slim
ARG USER_ID=0
RUN useradd --create-home --uid 10001 app
USER 10001
CMD ["sleep", "3600"]
