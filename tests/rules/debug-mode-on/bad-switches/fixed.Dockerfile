FROM python:3.14-slim
ENV FLASK_DEBUG=0 DJANGO_DEBUG=True APP_DEBUG=false
CMD ["flask", "run"]
