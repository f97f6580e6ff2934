FROM alpine:3.22
run --mount=type=tmpfs,target=/tmp \
    # the mirror listens there
    apk --repositories-file /dev/null info
