# .dockerignore
*
!settings.py
!requirements.txt
!app.py
