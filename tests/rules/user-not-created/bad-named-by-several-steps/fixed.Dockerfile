FROM debian:bookworm-slim
RUN useradd --create-home reader
# what the program needs
COPY --chown=reader:reader data /srv/data
COPY --chown=reader:reader run.sh \
     /srv/
USER reader
CMD ["/srv/run.sh"]
