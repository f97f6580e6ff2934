FROM python:3.13-slim
RUN pip install --no-cache-dir flask==3.1.2 gunicorn==23.0.0
WORKDIR /srv
COPY app.py .
EXPOSE 8000
CMD ["gunicorn", "--bind", "0.0.0.0:8000", "app:app"]
