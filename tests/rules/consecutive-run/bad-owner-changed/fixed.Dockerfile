FROM debian:13
RUN ./make-app \
    && chown -R app /app
