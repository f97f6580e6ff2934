FROM busybox:1.37
COPY rootfs /
CMD ["/opt/run"]
