FROM alpine:3.22
ENV A="x y"
ENV B x \
    # more of it
    y z
ENV C a "b c" d
ENV D 1 \
    E 2
ENV F it's
ENV G \
  one
LABEL h 'a b'
ENV I a\ b c
