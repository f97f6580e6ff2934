FROM debian:bookworm-slim
RUN mkdir /data && chmod 770 /data
USER 12345
RUN touch /data/ready
CMD ["sleep", "3600"]
