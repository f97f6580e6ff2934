ARG DISTRO=debian
FROM alpine:3.22 AS one
ARG DISTRO=debian
RUN echo one > /one.txt

FROM ${DISTRO}:bookworm-slim
COPY --from=one /one.txt /one.txt
USER 10001
CMD ["cat", "/one.txt"]
