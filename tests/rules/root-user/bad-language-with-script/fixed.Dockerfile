FROM python:3.14-slim
COPY main.py /
RUN useradd --create-home --uid 10001 app
USER 10001
CMD ["python3", "/main.py"]
