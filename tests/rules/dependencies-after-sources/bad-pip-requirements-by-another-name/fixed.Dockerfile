FROM python:3.14-slim
WORKDIR /app
COPY requirements/prod.txt ./requirements/
RUN pip install -r requirements/prod.txt
COPY . .
