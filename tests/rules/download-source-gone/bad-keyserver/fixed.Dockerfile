FROM buildpack-deps:bookworm
RUN gpg --batch --keyserver keyserver.ubuntu.com --recv-keys 0123456789ABCDEF
