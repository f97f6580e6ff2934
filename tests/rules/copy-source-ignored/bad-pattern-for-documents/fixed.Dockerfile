# .dockerignore
**/*.md
!README.md
.git
