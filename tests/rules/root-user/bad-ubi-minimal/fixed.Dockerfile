FROM registry.access.redhat.com/ubi9/ubi-minimal
COPY serve.sh /usr/local/bin/serve
USER 65532:65532
CMD ["serve"]
