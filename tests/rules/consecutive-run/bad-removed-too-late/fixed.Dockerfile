FROM debian:13
RUN ./fetch /big \
    && rm -r /big
