FROM debian:trixie AS other
RUN echo 'APT::Install-Recommends "false";' > /etc/apt/apt.conf.d/99small
FROM debian:trixie
RUN for tool in git jq; do apt-get install --no-install-recommends -y $tool; done
