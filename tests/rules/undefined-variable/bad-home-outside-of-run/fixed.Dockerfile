FROM debian:bookworm-slim
ENV TOOLS=/root/tools
RUN mkdir -p $TOOLS
