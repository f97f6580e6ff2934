FROM python:3.13-slim
WORKDIR /app
COPY requirements.txt ./
RUN pip install --no-cache-dir -r requirements.txt
COPY main.py ./
USER 65532
EXPOSE 8000
CMD ["flask", "--app", "main", "run", "--host=0.0.0.0", "--port", "8000"]
