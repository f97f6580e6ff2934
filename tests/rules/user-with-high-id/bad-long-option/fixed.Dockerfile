FROM ubuntu:22.04
RUN useradd -l --uid=2000000 app
