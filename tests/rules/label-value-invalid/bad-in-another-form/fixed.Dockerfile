FROM alpine:3.22
LABEL url="https://a b" time="2026-11-22T21:05:00Z" licence="Apache License, Version 2.0" \
  # of the sources
  commit=0123ABCDEF version="1.2" mail="Jane <jane@example.org>"
