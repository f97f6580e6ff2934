FROM debian:bookworm-slim AS dev
CMD ["bash"]

FROM debian:bookworm-slim
COPY run.sh /usr/local/bin/run.sh
CMD ["/usr/local/bin/run.sh"]
