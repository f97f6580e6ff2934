FROM alpine:3.22
# dockvet ignore=script-crlf
# dockvet ignore=rooot-user
USER root
# dockvet ignore=nothing-of-the-kind
