FROM ubuntu:24.04
RUN sudo apt install --no-install-recommends -y --install-suggests -o APT::Install-Recommends=true git
