FROM ubuntu:24.04
RUN apt-get update && apt-get install -y openssh-server
CMD ["/app/run"]
