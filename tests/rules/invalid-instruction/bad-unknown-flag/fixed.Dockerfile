FROM alpine:3.22
COPY --from=alpine:3.22 /etc/hosts /tmp/hosts
CMD ["sleep", "3600"]
