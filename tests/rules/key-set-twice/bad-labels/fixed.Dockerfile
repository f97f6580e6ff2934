FROM alpine:3.22
LABEL "version"=2
LABEL maintainer=jane
LABEL maintainer=joe
