FROM alpine:3.22
LABEL a=1 \
    # the first of them
    c=1
LABEL b="2 and more"
ENV A= B=1 \
    A=2 \
    B=3
LABEL c 2
