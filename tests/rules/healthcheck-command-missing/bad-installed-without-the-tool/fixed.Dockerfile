FROM python:3.12-slim
RUN apt-get update && apt-get install -y --no-install-recommends libxslt1.1 some-driver curl
RUN python manage.py collectstatic
HEALTHCHECK CMD curl -f http://localhost:8000/ || exit 1
CMD ["python", "-m", "http.server"]
