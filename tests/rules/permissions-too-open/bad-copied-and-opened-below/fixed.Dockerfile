FROM debian:13
WORKDIR /app
COPY run.sh ./
RUN chmod 0755 \
    run.sh && \
    mkdir data && chmod 777 data
USER 1000
