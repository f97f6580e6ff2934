# .dockerignore
deploy/
!deploy/nginx.conf
