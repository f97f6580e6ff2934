FROM debian:12
RUN apt-get update && apt-get install -y tini dumb-init gosu runit default-jre-headless python3 nodejs php-cli ruby perl
CMD ["java", "-jar"]
