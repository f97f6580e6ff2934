FROM debian:bookworm-slim
ARG GREETING=hello
ENV GREETING=${GREETING}
CMD echo $GREETING && sleep 3600
