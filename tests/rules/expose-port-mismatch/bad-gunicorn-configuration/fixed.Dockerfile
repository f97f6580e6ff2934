FROM python:3.13-slim
WORKDIR /app
COPY requirements.txt ./
RUN pip install --no-cache-dir -r requirements.txt
COPY . .
USER 65532
EXPOSE 9000
CMD ["gunicorn", "-c", "python:config.gunicorn", "main:app"]
