FROM python:3.13-slim
ENV PYTHONUNBUFFERED=1

COPY requirements.txt /app/
COPY requirements/base.txt requirements/limits.txt /app/requirements/
WORKDIR /app
RUN apt-get update && apt-get install -y --no-install-recommends libpq5 && rm -rf /var/lib/apt/lists/*
RUN pip install --no-cache-dir \
    -r requirements.txt
# the program
ADD . /app
CMD ["python", "app.py"]
