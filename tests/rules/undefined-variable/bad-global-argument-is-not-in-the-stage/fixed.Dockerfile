ARG VERSION=1.2
FROM debian:bookworm-slim
ARG VERSION
ADD https://example.org/tool-${VERSION}.tar.gz /tmp/
CMD ["sleep", "3600"]
