FROM buildpack-deps:trixie
ADD https://archive.apache.org/dist/thing/thing-1.0.tar.gz /opt/
RUN wget -q http://www.openssl.org/source/openssl-3.0.0.tar.gz \
 && tar xzf openssl-3.0.0.tar.gz
