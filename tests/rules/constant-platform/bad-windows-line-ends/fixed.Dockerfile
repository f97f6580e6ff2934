from alpine:3.22
run true
