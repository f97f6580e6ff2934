FROM alpine:3.22 AS files
