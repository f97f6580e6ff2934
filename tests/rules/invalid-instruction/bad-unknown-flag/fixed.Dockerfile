FROM alpine:3.22
--from --form=alpine:3.22 /etc/hosts /tmp/hosts
CMD ["sleep", "3600"]
