FROM python:3.13-slim
WORKDIR /app
COPY requirements.txt ./
RUN pip install --no-cache-dir -r requirements.txt
COPY main.py ./
USER 65532
EXPOSE 8000
CMD ["uvicorn", "--host=0.0.0.0", "main:app"]
