FROM alpine:3.22
# the first one
# the one that counts
cmd ["sleep", "3600"]
user 10001
