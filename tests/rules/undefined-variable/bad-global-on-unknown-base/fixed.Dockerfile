ARG OS=linux
FROM registry.example.com/team/base:3
ARG OS
ARG TOOL
COPY --chmod=755 tool-${OS} /usr/bin/tool
USER 1000
