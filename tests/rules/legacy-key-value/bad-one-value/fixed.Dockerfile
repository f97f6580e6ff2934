FROM alpine:3.22
ENV APP_HOME=/srv/app
ENV GREETING good   morning
LABEL maintainer Jane Doe
ENV QUOTED "a b"
