ARG RELEASE=1
FROM alpine:3.22
ENV NAME=a
ARG RELEASE
LABEL a="${RELEASE}-$NMAE" \
    # where it is
    b=${RELEASE%x}
USER nobody
ENV PLACE=$HOME/x
