FROM alpine:3.22
LABEL text="" url=https://example.org time=2026-11-22 licence="MIT License" commit=HEAD version=v1.0 mail=jane
LABEL version="" url="https://a b"
