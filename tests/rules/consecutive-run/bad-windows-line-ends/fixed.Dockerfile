FROM alpine:3.22
run ./fetch \
  /big \
  && rm -r /big
run ./make /big # here
run chmod -R a+r /big
run ./make /big; ./more &&   \
   ./things
run ./one
run chown a /one
