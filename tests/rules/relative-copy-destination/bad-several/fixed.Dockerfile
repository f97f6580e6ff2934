FROM alpine:3.22
COPY a b \
  # where they are looked for
  /etc/
COPY ["a", "x"]
COPY a .
COPY <<EOF text
x
EOF
FROM example.com/x:1
COPY a x
