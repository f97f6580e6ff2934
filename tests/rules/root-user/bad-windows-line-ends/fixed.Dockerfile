FROM python:3.14-slim
COPY app.py /srv/app.py

RUN useradd --create-home --uid 10001 app
USER 10001

CMD ["python", "/srv/app.py"]
