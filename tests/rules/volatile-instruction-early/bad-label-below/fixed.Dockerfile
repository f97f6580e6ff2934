FROM alpine:3.22
RUN apk add --no-cache curl
ARG BUILD_DATE
LABEL built=$BUILD_DATE
RUN ./configure
USER 1000
CMD ["curl", "--version"]
