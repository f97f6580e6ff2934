FROM ubuntu:24.04
RUN apt-get update && apt-get install -y openssh-server
EXPOSE 8080 \
    9090
CMD ["/app/run"]
