FROM alpine:3.22
ENV LEVEL=info
ENV HOME_PAGE ="https://example.org/a b"
LABEL version =1.0
ENV WORDS = one two
