FROM alpine:3.22 AS one
# dockvet ignore=root-user -- needs raw sockets
USER root
FROM one
# dockvet ingore=script-crlf
# dockvet ignore=rooot-user
USER root
# dockvet ignore=nothing-of-the-kind
