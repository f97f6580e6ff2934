FROM alpine:3.22
EXPOSE 8080 \
       # for metrics
       9090/tpc
USER 10001
CMD ["sleep", "3600"]
