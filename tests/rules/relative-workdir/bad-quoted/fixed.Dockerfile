FROM alpine:3.22
WORKDIR /srv
FROM alpine:3.22
workdir \
  ./srv/../app/
FROM example.com/x:1
WORKDIR app
