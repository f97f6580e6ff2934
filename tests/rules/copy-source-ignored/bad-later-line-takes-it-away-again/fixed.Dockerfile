# .dockerignore
*
!scripts
scripts/*.sh
!scripts/run.sh
