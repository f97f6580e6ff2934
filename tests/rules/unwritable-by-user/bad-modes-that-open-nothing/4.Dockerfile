FROM debian:bookworm-slim
RUN mkdir /data && chmod a+r /data
USER 12345
RUN touch /data/ready
CMD ["sleep", "3600"]
