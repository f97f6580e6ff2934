FROM python:3.14-slim
COPY --chmod=644 app.py /srv/app.py
USER 65534
CMD ["python", "/srv/app.py"]
