FROM debian:12
RUN apt-get update && apt-get install -y supervisor
COPY shop.conf /etc/shop.conf
CMD ["supervisord", "-n", "--configuration", "/etc/shop.conf"]
