FROM debian:13
ARG NAME=tool
ARG PACKAGES="jq make"
RUN apt-get update && apt-get install -y --no-install-recommends $PACKAGES && \
    # what is built
    cp /src/$NAME /$NAME && make -j "$(nproc)" && ls $NAME && \
    rm -rf $(cat /list) && echo '$NAME' > /name
