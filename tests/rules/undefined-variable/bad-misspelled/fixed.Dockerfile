FROM debian:bookworm-slim
ENV APP_HOME=/srv/app
WORKDIR $APP_HOME
CMD ["sleep", "3600"]
