FROM alpine:3.22
ENV FIRST="one SECOND=two"
ENV LONG one \
    two
