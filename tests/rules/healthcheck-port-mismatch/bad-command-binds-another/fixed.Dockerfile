FROM python:3.13-slim
RUN pip install --no-cache-dir flask==3.1.2 gunicorn==23.0.0
WORKDIR /srv
COPY app.py .
EXPOSE 8000
HEALTHCHECK CMD python -c "import urllib.request as u; u.urlopen('http://localhost:8000/healthz')"
CMD ["gunicorn", "--bind", "0.0.0.0:8000", "app:app"]
