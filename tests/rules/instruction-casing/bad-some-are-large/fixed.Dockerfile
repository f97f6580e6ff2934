from alpine:3.22
workdir /data
cmd ["date"]
