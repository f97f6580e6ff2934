# syntax=docker/dockerfile:1
# excape=`
# chek=skip=all
FROM alpine:3.22
