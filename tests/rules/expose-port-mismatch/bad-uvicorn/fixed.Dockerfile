FROM python:3.13-slim
RUN pip install --no-cache-dir fastapi==0.116.1 uvicorn==0.35.0
WORKDIR /srv
COPY app.py .
EXPOSE 8000/tcp
CMD uvicorn app:app --host 0.0.0.0 --port 8000
