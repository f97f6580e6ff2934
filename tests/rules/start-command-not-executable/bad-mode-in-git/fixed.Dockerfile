FROM alpine:3.22
COPY --chmod=755 entry.sh /entry.sh
ENTRYPOINT ["/entry.sh"]
CMD ["sleep", "3600"]
