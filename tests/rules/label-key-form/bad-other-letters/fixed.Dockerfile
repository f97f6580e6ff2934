FROM alpine:3.22
LABEL "build.date"=1 \
    # the one who made it
    maintainerName="a b"
LABEL vendor=a Vendor=b RUN="docker run"
