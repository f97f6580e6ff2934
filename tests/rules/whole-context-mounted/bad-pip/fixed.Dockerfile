FROM python:3.14-slim
RUN --mount=type=bind,source=requirements.txt,target=/src/requirements.txt cd /src && pip install -r requirements.txt
COPY app.py /app.py
