FROM debian:12
RUN useradd -l -mu 1000650000 app
