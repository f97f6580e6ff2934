ARG RELEASE=1
FROM alpine:3.22
ARG RELEASE
ENV NAME=a
LABEL a="${RELEASE}-$NMAE" \
    # where it is
    b=${RELEASE%x}
USER nobody
ENV PLACE=$HOME/x
