ARG OS=linux
FROM registry.example.com/team/base:3
ARG TOOL
ARG OS
COPY --chmod=755 tool-${OS} /usr/bin/tool
USER 1000
