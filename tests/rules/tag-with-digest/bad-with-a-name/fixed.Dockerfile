# syntax=docker/dockerfile:1
# registry.example.com:5000/a/b:1.2
# where it runs
from registry.example.com:5000/a/b@sha256:4bcff63911fcb4448bd4fdacec207030997caf25e9bea4045fa6c8c44de311d1 as run
