FROM alpine:3.22
LABEL vendor=example com.docker.own=1 a..b=1 trailing-=1 odd\$key=1 "my key"=1
