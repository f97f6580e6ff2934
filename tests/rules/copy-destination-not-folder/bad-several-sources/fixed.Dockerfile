FROM python:3.13-slim
COPY app.py settings.py /srv/app/
CMD ["python", "/srv/app/app.py"]
