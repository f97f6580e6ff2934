# .dockerignore
// tool
// app.py
!app.py
