FROM debian:13
RUN apt-get update \
 # for the build
 && DEBIAN_FRONTEND=noninteractive sudo -EH apt-get install -y make; sudo -u nobody id; echo x | sudo tee /x
