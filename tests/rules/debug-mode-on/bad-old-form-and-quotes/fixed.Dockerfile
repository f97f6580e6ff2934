FROM python:3.14-slim
ENV FLASK_DEBUG 0
ENV APP_DEBUG="true" \
    RAILS_ENV=development
CMD ["flask", "run"]
