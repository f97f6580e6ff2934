# Dockerfile.dockerignore
*
!public
!src
