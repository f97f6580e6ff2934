FROM python:3.13-slim
WORKDIR /app
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt
COPY app.py .
ARG BUILD_NUMBER=dev
ENV APP_BUILD=$BUILD_NUMBER
CMD ["python", "app.py"]
