FROM alpine:3.22
RUN echo a \
    && echo b
# dockvet ignore=script-crlf, root-user -- runs once
USER root
